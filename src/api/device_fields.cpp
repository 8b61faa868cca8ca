#include "api/device_fields.hpp"

namespace spotify::api {

player::Device read_device(json::object& fields) {
    player::Device device;
    json::read_text(fields, "id", device.id);
    if (device.id && device.id->empty()) {
        device.id.reset();
    }
    device.name = json::text_or_empty(fields, "name");
    device.type = json::text_or_empty(fields, "type");
    device.is_restricted = json::flag_or(fields, "is_restricted", false);
    json::read_number(fields, "volume_percent", 0, 100, device.volume_percent);
    device.is_active = json::flag_or(fields, "is_active", false);
    json::read_bool(fields, "supports_volume", device.supports_volume);
    device.is_private_session = json::flag_or(fields, "is_private_session", false);
    return device;
}

} // namespace spotify::api
