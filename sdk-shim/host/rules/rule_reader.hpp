// One entry of the site file's "rules" as a checked value. Knows the devices' ids and nothing of what they
// have.
#pragma once

#include "host/json_text.hpp"
#include "host/mistake.hpp"
#include "host/rules/rule.hpp"

#include <string>
#include <vector>

namespace host {

struct RuleSource {
    TellMistake problem;
    std::vector<std::string> devices; // those of the site
};

// `at` is the entry's own pointer. What has a mistake is left out or left empty.
Rule read_rule(const JsonObject& entry, const std::string& at, const RuleSource& source);

} // namespace host
