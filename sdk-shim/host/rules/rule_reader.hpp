// One entry of the site file's "rules" as a checked value. Knows the devices' ids and nothing of what they
// have.
#pragma once

#include "host/json_text.hpp"
#include "host/rules/rule.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace host {

struct RuleSource {
    // Told each mistake: the JSON pointer and what was expected there.
    std::function<void(const std::string& pointer, std::string_view expected)> problem;
    std::vector<std::string> devices; // those of the site
};

// `at` is the entry's own pointer. What has a mistake is left out or left empty.
Rule read_rule(const JsonObject& entry, const std::string& at, const RuleSource& source);

// For each key that is none of `known`, with the nearest one.
void refuse_other_keys(const JsonObject& in, const std::string& at, const std::vector<std::string>& known,
                       const RuleSource& source);

} // namespace host
