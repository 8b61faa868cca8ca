#include "player/pasted_words.hpp"

#include "base/names.hpp"

#include <algorithm>
#include <array>

namespace spotify::player {

namespace {

// Quotes and brackets around a word, and what ends a sentence.
constexpr std::string_view marks = "\"'`<>()[]{},.;!";
constexpr std::array<std::string_view, 10> typographic{"‘", "’", "‚", "‛", "“", "”", "„", "‟", "«", "»"};

std::string_view without_marks(std::string_view word) {
    for (;;) {
        const auto before = word.size();
        word = trimmed(word);
        if (!word.empty() && marks.find(word.front()) != std::string_view::npos) {
            word.remove_prefix(1);
        }
        if (!word.empty() && marks.find(word.back()) != std::string_view::npos) {
            word.remove_suffix(1);
        }
        for (const auto mark : typographic) {
            if (word.starts_with(mark)) {
                word.remove_prefix(mark.size());
            }
            if (word.ends_with(mark)) {
                word.remove_suffix(mark.size());
            }
        }
        if (word.size() == before) {
            return word;
        }
    }
}

} // namespace

std::vector<std::string_view> pasted_words(std::string_view text) {
    std::vector<std::string_view> found;
    for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
        const auto end = std::min(text.find_first_of(" \t\r\n\v\f"), text.size());
        if (const auto one = without_marks(text.substr(0, end)); !one.empty()) {
            found.push_back(one);
        }
        text.remove_prefix(end);
    }
    return found;
}

} // namespace spotify::player
