#include "api/device_fields.hpp"

#include "base/names.hpp"

namespace spotify::api {

player::Device read_device(json::object& fields) {
    player::Device device;
    std::optional<std::string> name;
    std::optional<std::string> type;
    json::each_field(fields, [&](std::string_view key, json::value field) {
        if (key == "id") {
            json::read_text(field, device.id);
        } else if (key == "name") {
            json::read_text(field, name);
        } else if (key == "type") {
            json::read_text(field, type);
        } else if (key == "volume_percent") {
            json::read_number(field, 0, 100, device.volume_percent);
        } else if (key == "supports_volume") {
            json::read_bool(field, device.supports_volume);
        } else if (key == "is_active") {
            device.is_active = json::is_true(field);
        } else if (key == "is_restricted") {
            device.is_restricted = json::is_true(field);
        } else if (key == "is_private_session") {
            device.is_private_session = json::is_true(field);
        }
    });
    if (device.id && device.id->empty()) {
        device.id.reset();
    }
    device.name = trimmed(name.value_or("")); // nobody sees a blank at its end, and so nobody types it
    device.type = std::move(type).value_or("");
    return device;
}

} // namespace spotify::api
