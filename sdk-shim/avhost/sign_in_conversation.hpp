// Holds the sign-in's dialogue with whoever is at stdin and stdout, over a host that runs. Knows no command
// line and no site; what is said when is the dialogue's.
#pragma once

#include "signals.hpp"

#include "host/host.hpp"
#include "host/manifest.hpp"

#include <string>

namespace avhost {

// Waits for signals, stdin, the host's happenings and the dialogue's timer with one poll() on the calling
// thread. The host has started and goes on; the device is one of its. What was pasted is a secret: it goes to
// the plugin and nowhere else. Returns what went wrong, empty when the device is signed in.
std::string hold_sign_in(host::Host& host, const std::string& device, const std::string& name,
                         const host::SignInSpec& spec, const Signals& signals);

} // namespace avhost
