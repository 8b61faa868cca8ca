// What the tests of the rules share: a manifest, and complaints as texts.
#pragma once

#include "host/checking/complaint.hpp"
#include "host/manifest.hpp"

#include <memory>
#include <string>
#include <vector>

namespace checking_tests {

inline std::shared_ptr<const host::Manifest> manifest() {
    static const auto parsed = std::make_shared<const host::Manifest>(host::parse_manifest(
        R"({"@context":["https://www.w3.org/2022/wot/td/v1.1",{"dp":"urn:device-plugin:vocabulary:1#"}],
            "@type":"tm:ThingModel","title":"T","version":{"model":"1"},"dp:type":"t.t",
            "dp:abi":{"major":1,"min_minor":0},"dp:library":{"linux-x86_64":"x.so","linux-aarch64":"x.so"},
            "properties":{"level":{"type":"integer","minimum":0,"maximum":10},"name":{"type":"string","enum":["a","b"]},
                          "list":{"type":"array","items":{"type":"string"}}},
            "actions":{"go":{},"ask":{"output":{"type":"string"}}},
            "events":{"gone":{"data":{"type":"object","properties":{"far":{"type":"integer"}}}}}})",
        "m.json"));
    return parsed;
}

// "RULE: TEXT" each; with "host " in front where the host is to blame.
inline std::vector<std::string> texts(const host::Complaints& complaints) {
    std::vector<std::string> all;
    for (const auto& one : complaints) {
        all.push_back((one.side == host::Side::host ? "host " : "") + std::string{one.rule} + ": " +
                      one.text);
    }
    return all;
}

using Texts = std::vector<std::string>;

} // namespace checking_tests
