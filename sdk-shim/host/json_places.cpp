#include "host/json_places.hpp"

#include "host/json_text.hpp"
#include "host/schema.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace host {
namespace {

bool begins_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

// Walks a text whose syntax is known to be right; on any other it ends early and knows less.
class Walk {
public:
    explicit Walk(std::string_view text)
        : text_{text} {}

    std::vector<std::pair<std::string, std::size_t>> found; // pointer, offset; offsets rise

    void value(const std::string& pointer) {
        skip();
        if (next() == '{') {
            object(pointer);
        } else if (next() == '[') {
            array(pointer);
        } else if (next() == '"') {
            string();
        } else {
            while (at_ < text_.size() &&
                   std::string_view{",]}/ \t\r\n"}.find(text_[at_]) == std::string::npos) {
                ++at_;
            }
        }
    }

    void skip() {
        while (at_ < text_.size()) {
            if (std::string_view{" \t\r\n"}.find(text_[at_]) != std::string::npos) {
                ++at_;
            } else if (text_.substr(at_, 2) == "//") {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (text_.substr(at_, 2) == "/*") {
                const auto end = text_.find("*/", at_ + 2);
                at_ = end == std::string::npos ? text_.size() : end + 2;
            } else {
                return;
            }
        }
    }

    std::size_t at() const { return at_; }

private:
    char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    bool take(char c) {
        skip();
        if (next() != c) {
            return false;
        }
        ++at_;
        return true;
    }

    // With its quotes.
    std::string_view string() {
        const std::size_t begin = at_++;
        while (at_ < text_.size() && text_[at_] != '"') {
            at_ += text_[at_] == '\\' ? 2U : 1U;
        }
        at_ = std::min(at_ + 1, text_.size());
        return text_.substr(begin, at_ - begin);
    }

    void object(const std::string& pointer) {
        ++at_;
        do {
            skip();
            if (next() != '"') {
                break;
            }
            const std::size_t begin = at_;
            const std::string here = pointer + '/' + pointer_part(unquoted(string()));
            found.emplace_back(here, begin);
            if (!take(':')) {
                return;
            }
            value(here);
        } while (take(','));
        take('}');
    }

    void array(const std::string& pointer) {
        ++at_;
        std::size_t index = 0;
        do {
            skip();
            if (next() == ']' || next() == '\0') {
                break;
            }
            const std::string here = pointer + '/' + std::to_string(index++);
            found.emplace_back(here, at_);
            value(here);
        } while (take(','));
        take(']');
    }

    static std::string unquoted(std::string_view quoted) {
        if (quoted.find('\\') == std::string::npos) {
            return quoted.size() < 2 ? std::string{} : std::string{quoted.substr(1, quoted.size() - 2)};
        }
        try {
            const auto list = as_array(read_json('[' + std::string{quoted} + ']', "key"));
            return list->get(0).convert<std::string>();
        } catch (const JsonError&) {
            return std::string{quoted};
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace

TextPlace place_in(std::string_view text, std::size_t offset) {
    const auto before = text.substr(0, std::min(offset, text.size()));
    const auto line_begin = before.rfind('\n') == std::string::npos ? 0 : before.rfind('\n') + 1;
    const auto rest = before.substr(line_begin);
    return {1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')),
            1 + static_cast<std::size_t>(std::count_if(rest.begin(), rest.end(), begins_character))};
}

JsonPlaces::JsonPlaces(std::string_view text) {
    Walk walk{text};
    walk.skip();
    const std::size_t root = walk.at();
    walk.value("");
    walk.found.insert(walk.found.begin(), {"", root});
    TextPlace place;
    std::size_t at = 0;
    for (auto& [pointer, offset] : walk.found) {
        for (; at < offset; ++at) {
            if (text[at] == '\n') {
                place = {place.line + 1, 1};
            } else if (begins_character(text[at])) {
                ++place.column;
            }
        }
        places_.emplace(std::move(pointer), place);
    }
}

TextPlace JsonPlaces::of(std::string_view pointer) const {
    for (;;) {
        if (const auto found = places_.find(pointer); found != places_.end()) {
            return found->second;
        }
        if (pointer.empty()) {
            return {};
        }
        const auto slash = pointer.rfind('/');
        pointer = pointer.substr(0, slash == std::string_view::npos ? 0 : slash);
    }
}

} // namespace host
