#include "site_copy.hpp"

#include "host/json_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace avhost {
namespace {

const std::string left_out = "(left out)";

bool speaks_of_a_secret(std::string key) {
    static constexpr std::array<std::string_view, 11> words{"sha256", "passw",      "passphrase", "secret",
                                                            "token",  "credential", "api_key",    "apikey",
                                                            "auth",   "private",    "bearer"};
    std::transform(key.begin(), key.end(), key.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return key == "pin" || key == "psk" || std::any_of(words.begin(), words.end(), [&](auto word) {
               return key.find(word) != std::string::npos;
           });
}

// An address with user and password in it.
bool holds_a_password(const host::Json& value) {
    if (!value.isString()) {
        return false;
    }
    const auto text = value.extract<std::string>();
    const auto scheme = text.find("://");
    return scheme != std::string::npos &&
           text.substr(scheme + 3, text.find_first_of("/?#", scheme + 3) - scheme - 3).find('@') !=
               std::string::npos;
}

void leave_out(const host::Json& json) {
    if (auto object = host::as_object(json); !object.isNull()) {
        for (const auto& key : object->getNames()) {
            if (speaks_of_a_secret(key) || holds_a_password(object->get(key))) {
                object->set(key, left_out);
            } else {
                leave_out(object->get(key));
            }
        }
    } else if (auto array = host::as_array(json); !array.isNull()) {
        for (unsigned i = 0; i < array->size(); ++i) {
            if (holds_a_password(array->get(i))) {
                array->set(i, left_out);
            } else {
                leave_out(array->get(i));
            }
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
