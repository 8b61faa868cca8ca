#include "decode_mutations.hpp"

#include <stdexcept>

namespace test {

namespace {

struct Value {
    std::string path;
    std::size_t member; // where its key begins; the value itself in a list
    std::size_t begin;
    std::size_t end;
};

// Finds where each value stands. Only for good JSON.
class Scanner {
public:
    explicit Scanner(const std::string& text)
        : text_(text) {
        value("", skip(0));
    }
    std::vector<Value> found;

private:
    std::size_t skip(std::size_t at) const {
        const auto next = text_.find_first_not_of(" \t\r\n", at);
        return next == std::string::npos ? text_.size() : next;
    }

    std::size_t string_end(std::size_t at) const {
        for (++at; text_.at(at) != '"'; ++at) {
            at += text_[at] == '\\' ? 1U : 0U;
        }
        return at + 1;
    }

    std::size_t value(const std::string& path, std::size_t member) {
        std::size_t begin = member;
        if (!path.empty() && path.back() != ']') {
            begin = skip(string_end(member));
            if (text_.at(begin) != ':') {
                throw std::logic_error("this test's JSON is bad at " + path);
            }
            begin = skip(begin + 1);
        }
        const std::size_t place = found.size();
        found.push_back({path, member, begin, begin});
        const std::size_t end = value_end(path, begin);
        found[place].end = end;
        return end;
    }

    std::size_t value_end(const std::string& path, std::size_t begin) {
        switch (text_.at(begin)) {
        case '{':
            return list_end(path, begin, '}');
        case '[':
            return list_end(path, begin, ']');
        case '"':
            return string_end(begin);
        default:
            return text_.find_first_of(",]} \t\r\n", begin);
        }
    }

    std::size_t list_end(const std::string& path, std::size_t begin, char last) {
        std::size_t at = skip(begin + 1);
        for (std::size_t index = 0; text_.at(at) != last; ++index) {
            if (last == ']') {
                at = skip(value(path + "[" + std::to_string(index) + "]", at));
            } else {
                const auto key = text_.substr(at + 1, string_end(at) - at - 2);
                at = skip(value(path.empty() ? key : path + "." + key, at));
            }
            at = text_.at(at) == ',' ? skip(at + 1) : at;
        }
        return at + 1;
    }

    const std::string& text_;
};

std::string without(const std::string& json, const Value& value) {
    const auto after = json.find_first_not_of(" \t\r\n", value.end);
    if (after != std::string::npos && json[after] == ',') {
        return json.substr(0, value.member) + json.substr(after + 1);
    }
    const auto before = json.find_last_not_of(" \t\r\n", value.member == 0 ? 0 : value.member - 1);
    const bool is_last_of_many = value.member > 0 && json[before] == ',';
    return json.substr(0, is_last_of_many ? before : value.member) + json.substr(value.end);
}

} // namespace

std::vector<Mutation> mutations_of(const std::string& json) {
    std::vector<Mutation> mutations;
    for (const auto& value : Scanner(json).found) {
        for (const char* other : {"null",
                                  "true",
                                  "false",
                                  "0",
                                  "7",
                                  "-1",
                                  "0.5",
                                  "1e999",
                                  "-1e300",
                                  "9223372036854775807",
                                  "123456789012345678901234567890",
                                  "\"\"",
                                  "\"x\"",
                                  "\"\\ud800\"",
                                  "[]",
                                  "{}",
                                  "[null]",
                                  "[[7]]",
                                  "[{}]",
                                  "{\"name\":null}",
                                  "{\"items\":[7]}",
                                  "tru",
                                  "00",
                                  "\"\\q\""}) {
            mutations.push_back(
                {value.path, other, json.substr(0, value.begin) + other + json.substr(value.end)});
        }
        mutations.push_back({value.path, "removed", without(json, value)});
    }
    return mutations;
}

} // namespace test
