#include "api/decode_contains.hpp"

#include "base/json_fields.hpp"

namespace spotify::api {

std::vector<std::optional<bool>> decode_contains(const std::string& body) {
    // A parser of its own: json::Document is for objects, and this answer is rare and tiny.
    simdjson::ondemand::parser parser;
    const simdjson::padded_string text(body);
    simdjson::ondemand::document document;
    json::array entries;
    if (parser.iterate(text).get(document) != simdjson::SUCCESS ||
        document.get_array().get(entries) != simdjson::SUCCESS) {
        throw json::NotJson("the answer is not a JSON array");
    }
    std::vector<std::optional<bool>> flags;
    for (auto entry : entries) {
        bool flag = false;
        flags.push_back(json::good(entry.get_bool().get(flag)) ? std::optional{flag} : std::nullopt);
    }
    return flags;
}

} // namespace spotify::api
