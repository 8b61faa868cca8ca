// The lines of the short dialect, written: without tag, charset and line end. Pure.
#pragma once

#include "dp/status.hpp"
#include "host/happening.hpp"
#include "host/host.hpp"
#include "tcp/words.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace avhost::tcp {

std::string greeting(const std::vector<host::DeviceInfo>& devices);           // "avhost 1 lobby door"
std::string greeting_for_strangers();                                         // "avhost 1 key"
std::string device_line(const host::DeviceInfo& device);                      // "device lobby Player"
std::string value_line(std::string_view device, const dp::NamedValue& value); // "lobby.volume=30"
std::string event_line(const host::Event& event);                             // "lobby!track_changed {...}"
std::string error_line(const Fault& fault);                                   // "error CODE sentence"
std::string outcome_line(const host::Completion& completion);                 // "ok", "ok RESULT" or an error

} // namespace avhost::tcp
