#include "host/other_keys.hpp"

#include "host/nearest.hpp"
#include "host/schema.hpp"

#include <algorithm>

namespace host {

void refuse_other_keys(const JsonObject& in, const std::string& at, const std::vector<std::string>& known,
                       const TellMistake& problem) {
    for (const auto& key : in->getNames()) {
        if (std::find(known.begin(), known.end(), key) == known.end()) {
            problem(at + '/' + pointer_part(key),
                    "one of the keys " + listed(known) + suggestion(key, known));
        }
    }
}

std::string listed(const std::vector<std::string>& words) {
    std::string list;
    for (const auto& word : words) {
        list += (list.empty() ? "" : ", ") + word;
    }
    return list;
}

} // namespace host
