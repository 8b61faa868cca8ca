// The program's commands. Each returns the exit status and writes its sentences itself.
#pragma once

#include "arguments.hpp"

namespace avhost {

enum ExitStatus : int {
    exit_ok = 0,
    exit_failed = 1,
    exit_usage = 2,
    exit_state_in_use = 3,
    exit_misbehaved = 4
};

int run_command(const Arguments& arguments);
int check_command(const Arguments& arguments);
int rules_command(const Arguments& arguments);
int describe_command(const Arguments& arguments);
int secret_command(const Arguments& arguments);
int panel_key_command(const Arguments& arguments);
int sign_in_command(const Arguments& arguments);

} // namespace avhost
