// Chooses the command. What goes wrong is said in a sentence on stderr.
#include "commands.hpp"

#include "host/nearest.hpp"
#include "host/other_keys.hpp"

#include <exception>
#include <iostream>
#include <string_view>
#include <vector>

namespace avhost {
namespace {

int perform(const std::vector<std::string_view>& given) {
    Arguments arguments = parse_arguments(given);
    if (arguments.help || (!arguments.words.empty() && arguments.words.front() == "help")) {
        std::cout << usage();
        return exit_ok;
    }
    if (arguments.version) {
        std::cout << "avhost " AVHOST_VERSION "\n";
        return exit_ok;
    }
    if (arguments.words.empty()) {
        throw UsageError{
            "expected a command: run, check, rules, describe, secret, panel-key, sign-in or help"};
    }
    if (arguments.plugins.empty()) {
        arguments.plugins.add(default_plugins());
    }
    const std::string& command = arguments.words.front();
    if (arguments.stdio && command != "run") {
        throw UsageError{"--stdio: expected with run only"};
    }
    const bool tries = !arguments.tries.empty() || !arguments.givens.empty() || !arguments.at.empty();
    if (tries && command != "rules") {
        throw UsageError{"--try, --given, --at: expected with rules only"};
    }
    if (!arguments.role.empty() && command != "panel-key") {
        throw UsageError{"--role: expected with panel-key only"};
    }
    if (command == "run") {
        return run_command(arguments);
    }
    if (command == "check") {
        return check_command(arguments);
    }
    if (command == "rules") {
        return rules_command(arguments);
    }
    if (command == "describe") {
        return describe_command(arguments);
    }
    if (command == "secret") {
        return secret_command(arguments);
    }
    if (command == "panel-key") {
        return panel_key_command(arguments);
    }
    if (command == "sign-in") {
        return sign_in_command(arguments);
    }
    static const std::vector<std::string> commands{"run",    "check",     "rules",   "describe",
                                                   "secret", "panel-key", "sign-in", "help"};
    throw UsageError{"expected one of the commands " + host::listed(commands) + "; there is no " + command +
                     host::suggestion(command, commands)};
}

} // namespace
} // namespace avhost

int main(int count, char** words) {
    try {
        return avhost::perform({words + (count > 0 ? 1 : 0), words + count});
    } catch (const avhost::UsageError& problem) {
        std::cerr << "avhost: " << problem.what() << "; see avhost --help\n";
        return avhost::exit_usage;
    } catch (const std::exception& problem) {
        std::cerr << "avhost: " << problem.what() << '\n';
        return avhost::exit_failed;
    }
}
