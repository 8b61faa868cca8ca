#include "host/secret_key.hpp"

namespace host {
namespace {

std::string_view first_segment(std::string_view path) {
    return path.substr(0, path.find('/'));
}

bool is_name(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

} // namespace

bool is_secret_key(std::string_view form, std::string_view key) {
    for (;;) {
        const auto wanted = first_segment(form);
        const auto given = first_segment(key);
        if (is_name(wanted) ? given.empty() || is_name(given) : wanted != given) {
            return false;
        }
        const bool is_last = wanted.size() == form.size();
        if (is_last || given.size() == key.size()) {
            return is_last && given.size() == key.size();
        }
        form.remove_prefix(wanted.size() + 1);
        key.remove_prefix(given.size() + 1);
    }
}

} // namespace host
