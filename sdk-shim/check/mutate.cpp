#include "check/mutate.hpp"

#include "host/json_text.hpp"

#include <array>

namespace check {

namespace {

using Random = std::mt19937_64;

std::string by_the_letter(std::string text, Random& random) {
    static const std::array<std::string, 12> tokens{"{",    "}",     "[",       "\"", ",",    ":",
                                                    "null", "1e999", "\\u0000", "-0", "\xFF", "/*"};
    if (text.empty()) {
        return "{";
    }
    const std::size_t at = random() % text.size();
    switch (random() % 5) {
    case 0:
        text[at] = static_cast<char>(random() % 256);
        break;
    case 1:
        text.erase(at, 1 + random() % 8);
        break;
    case 2:
        text.insert(at, tokens[random() % tokens.size()]);
        break;
    case 3:
        text.resize(at);
        break;
    default:
        text.insert(at, text.substr(random() % text.size(), 16));
        break;
    }
    return text;
}

host::Json odd_value(Random& random) {
    static const std::array<std::string, 12> texts{"null",   "true", "-1",          "9223372036854775807",
                                                   "1e300",  "\"\"", "\"\\u0000\"", "\"\\ud800\"",
                                                   "[[[]]]", "{}",   "[]",          "\"../../etc\""};
    if (random() % 8 == 0) {
        return host::Json{std::string(1U << 16U, 'x')};
    }
    try {
        return host::read_json(texts[random() % texts.size()], "value");
    } catch (const host::JsonError&) {
        return {};
    }
}

// One member gone, changed or added; never more, so that what guards a member beside it still does.
std::string by_the_meaning(host::JsonObject object, Random& random) {
    const auto names = object->getNames();
    if (names.empty() || random() % 4 == 0) {
        object->set("surplus_" + std::to_string(random() % 100), odd_value(random));
    } else if (random() % 4 == 0) {
        object->remove(names[random() % names.size()]);
    } else {
        object->set(names[random() % names.size()], odd_value(random));
    }
    return host::write_json(host::Json{object});
}

} // namespace

std::string mutated(const std::string& json, Random& random) {
    if (random() % 2 == 0) {
        return by_the_letter(json, random);
    }
    try {
        if (auto object = host::as_object(host::read_json(json, "text")); !object.isNull()) {
            return by_the_meaning(object, random);
        }
    } catch (const host::JsonError&) { // only letters are left
    }
    return by_the_letter(json, random);
}

} // namespace check
