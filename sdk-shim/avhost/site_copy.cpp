#include "site_copy.hpp"

#include "host/json_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace avhost {
namespace {

bool speaks_of_a_secret(std::string key) {
    static constexpr std::array<std::string_view, 6> words{"sha256", "passw",      "secret",
                                                           "token",  "credential", "api_key"};
    std::transform(key.begin(), key.end(), key.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::any_of(words.begin(), words.end(),
                       [&](auto word) { return key.find(word) != std::string::npos; });
}

void leave_out(const host::Json& json) {
    if (auto object = host::as_object(json); !object.isNull()) {
        for (const auto& key : object->getNames()) {
            if (speaks_of_a_secret(key)) {
                object->set(key, std::string{"(left out)"});
            } else {
                leave_out(object->get(key));
            }
        }
    } else if (const auto array = host::as_array(json); !array.isNull()) {
        for (unsigned i = 0; i < array->size(); ++i) {
            leave_out(array->get(i));
        }
    }
}

} // namespace

std::string shown_site(const std::string& text, std::string_view name) {
    const auto json = host::read_json(text, name, host::Comments::allowed);
    leave_out(json);
    return host::write_json(json);
}

} // namespace avhost
