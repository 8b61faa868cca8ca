#include "tcp/sentences.hpp"

#include "host/json_text.hpp"
#include "tcp/values.hpp"

namespace avhost::tcp {
namespace {

constexpr std::string_view begin_of_greeting = "avhost 1"; // the version of the dialect

} // namespace

std::string greeting(const std::vector<host::DeviceInfo>& devices) {
    std::string line{begin_of_greeting};
    for (const auto& device : devices) {
        line += ' ' + device.id;
    }
    return line;
}

std::string greeting_for_strangers() {
    return std::string{begin_of_greeting} + " key";
}

std::string device_line(const host::DeviceInfo& device) {
    return "device " + device.id + ' ' + shown(dp::Value{device.name});
}

std::string value_line(std::string_view device, const dp::NamedValue& value) {
    return std::string{device} + '.' + value.name + '=' + shown(value.value);
}

std::string event_line(const host::Event& event) {
    return event.device + '!' + event.name + ' ' + host::write_json(event.data);
}

std::string error_line(const Fault& fault) {
    return "error " + std::string{dp::word(fault.status)} + ' ' + shown(dp::Value{fault.sentence});
}

std::string outcome_line(const host::Completion& completion) {
    if (completion.status != dp::Status::ok) {
        return error_line({completion.status, completion.text});
    }
    const auto result = shown(completion.result);
    return result.empty() ? "ok" : "ok " + result;
}

} // namespace avhost::tcp
