#include "base/json_fields.hpp"

namespace spotify::json {

namespace {

simdjson::ondemand::parser& parser() {
    static thread_local simdjson::ondemand::parser own;
    return own;
}

} // namespace

void prepare() {
    static_cast<void>(simdjson::get_active_implementation()->name()); // which looks for the best one of all
}

Document::Document(const std::string& text)
    : text_(text) {
    if (parser().iterate(text_).get(document_) != simdjson::SUCCESS ||
        document_.get_object().get(root_) != simdjson::SUCCESS) {
        throw NotJson("the answer is not a JSON object");
    }
}

bool good(simdjson::error_code error) {
    switch (error) {
    case simdjson::SUCCESS:
        return true;
    case simdjson::NO_SUCH_FIELD:
    case simdjson::INCORRECT_TYPE:
    case simdjson::NUMBER_ERROR:
    case simdjson::NUMBER_OUT_OF_RANGE:
    case simdjson::STRING_ERROR:
    case simdjson::T_ATOM_ERROR:
    case simdjson::F_ATOM_ERROR:
    case simdjson::N_ATOM_ERROR:
        return false;
    default:
        throw NotJson("the answer is cut or garbled");
    }
}

void read_text(value from, std::optional<std::string>& into) {
    std::string_view text;
    if (good(from.get_string().get(text))) {
        into = std::string{text};
    }
}

void read_bool(value from, std::optional<bool>& into) {
    bool flag = false;
    if (good(from.get_bool().get(flag))) {
        into = flag;
    }
}

bool is_true(value from) {
    bool flag = false;
    return good(from.get_bool().get(flag)) && flag;
}

bool read_object(value from, object& into) {
    return good(from.get_object().get(into));
}

void read_number(value from, std::int64_t least, std::int64_t most, std::optional<std::int64_t>& into) {
    std::int64_t number = 0;
    if (!good(from.get_int64().get(number))) {
        double real = 0; // 41000.0 is a number of milliseconds too
        if (!good(from.get_double().get(real)) || !(real > -1e15 && real < 1e15)) {
            return;
        }
        number = static_cast<std::int64_t>(real);
    }
    if (number >= least && number <= most) {
        into = number;
    }
}

void read_text(object& from, std::string_view key, std::optional<std::string>& into) {
    value field;
    if (good(from.find_field_unordered(key).get(field))) {
        read_text(field, into);
    }
}

void read_number(object& from, std::string_view key, std::int64_t least, std::int64_t most,
                 std::optional<std::int64_t>& into) {
    value field;
    if (good(from.find_field_unordered(key).get(field))) {
        read_number(field, least, most, into);
    }
}

bool read_object(object& from, std::string_view key, object& into) {
    return good(from.find_field_unordered(key).get_object().get(into));
}

std::string text_or_empty(object& from, std::string_view key) {
    std::optional<std::string> text;
    read_text(from, key, text);
    return text.value_or("");
}

} // namespace spotify::json
