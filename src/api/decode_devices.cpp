#include "api/decode_devices.hpp"

#include "api/device_fields.hpp"

namespace spotify::api {

std::vector<player::Device> decode_devices(const std::string& body) {
    json::Document document(body);
    std::vector<player::Device> devices;
    json::array entries;
    if (!json::good(document.root().find_field_unordered("devices").get_array().get(entries))) {
        throw json::NotJson("the answer holds no list");
    }
    for (auto entry : entries) {
        json::object fields;
        if (!json::good(entry.get_object().get(fields))) {
            continue;
        }
        auto device = read_device(fields);
        if (device.id || !device.name.empty()) {
            devices.push_back(std::move(device));
        }
    }
    return devices;
}

} // namespace spotify::api
