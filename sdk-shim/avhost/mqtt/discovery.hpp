// What Home Assistant has to know to show a device without anybody writing YAML: its device-based discovery
// message, made from the manifest. Pure.
//
//   a boolean                      binary_sensor, or switch when it may be written
//   a number, may be written       number, when both bounds are known
//   a text with choices, written   select
//   dp:widget image                image
//   everything else                sensor; lists and objects with their content as attributes
//   an action that needs nothing   button
//
// What the manifest hides is there and not enabled; what it keeps for those who set the system up is not
// there.
#pragma once

#include "host/manifest.hpp"
#include "mqtt/topics.hpp"

#include <string>
#include <string_view>

namespace avhost::mqtt {

struct DiscoverySource {
    const Topics& topics;
    std::string_view prefix; // of the topics, for ids that are unique on the broker
    std::string_view site;
    std::string_view version; // of this host
};

// `name` is what people read of the device.
std::string write_discovery(const DiscoverySource& source, std::string_view device, std::string_view name,
                            const host::Manifest& manifest);

} // namespace avhost::mqtt
