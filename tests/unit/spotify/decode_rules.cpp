#include "decode_rules.hpp"

#include "base/json_fields.hpp"
#include "decode_mutations.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace test {

namespace {

bool is_at_or_below(const std::string& path, const std::string& top) {
    return path.starts_with(top) &&
           (path.size() == top.size() || top.empty() || path[top.size()] == '.' || path[top.size()] == '[');
}

// Puts the index that `path` has where the rule has "[#]"; the rule as it is when they part before.
Rule at_place(Rule rule, const std::string& path) {
    const auto mark = rule.path.find("[#]");
    if (mark == std::string::npos || path.size() <= mark ||
        path.compare(0, mark + 1, rule.path, 0, mark + 1) != 0) {
        return rule;
    }
    const auto index = path.substr(mark, path.find(']', mark) + 1 - mark);
    rule.path.replace(mark, 3, index);
    for (auto& field : rule.fields) {
        if (const auto at = field.find("[#]"); at != std::string::npos) {
            field.replace(at, 3, index);
        }
    }
    return rule;
}

// The fields that may differ once the value at `path` is spoilt.
std::set<std::string> touched(const std::vector<Rule>& rules, const std::string& path) {
    std::set<std::string> fields;
    for (const auto& general : rules) {
        const auto rule = at_place(general, path);
        const bool above = general.path.ends_with(']') ? path == rule.path : is_at_or_below(path, rule.path);
        // Of a list that is spoilt as a whole every entry may change: then the mark is still in the rule.
        if (above || is_at_or_below(rule.path, path)) {
            for (const auto& field : rule.fields) {
                fields.insert(field.substr(0, field.find("[#]")));
            }
        }
    }
    return fields;
}

} // namespace

void check_mutations(const std::string& body, const Decode& decode, const std::vector<Rule>& rules,
                     const std::string& frame) {
    const auto whole = decode(body);
    std::set<std::string> changed;
    std::size_t answered = 0;
    for (const auto& mutation : mutations_of(body)) {
        INFO("at '", mutation.path, "': ", mutation.change);
        Fields fields;
        try {
            fields = decode(mutation.text);
        } catch (const spotify::json::NotJson&) {
            // Only what breaks the answer's frame may do this.
            CHECK((mutation.path.empty() || mutation.path == frame || mutation.change == "tru" ||
                   mutation.change == "00"));
            continue;
        }
        ++answered;
        const auto may_differ = touched(rules, mutation.path);
        const auto is_allowed = [&](const std::string& field) {
            return std::ranges::any_of(may_differ,
                                       [&](const auto& top) { return is_at_or_below(field, top); });
        };
        for (const auto& before : whole) {
            const std::string& field = before.first;
            if (const auto now = fields.find(field); now == fields.end() || now->second != before.second) {
                changed.insert(field);
                CHECK_MESSAGE(is_allowed(field), field, " was lost or changed");
            }
        }
        for (const auto& now : fields) {
            const std::string& field = now.first;
            CHECK_MESSAGE((whole.contains(field) || is_allowed(field)), field, " appeared");
        }
    }
    CHECK(answered > 0);
    for (const auto& before : whole) { // else the loop above says nothing of it
        CHECK_MESSAGE(changed.contains(before.first), before.first, " hangs on nothing");
    }
}

} // namespace test
