// What is copied out of a message or a page, word by word. Pure.
#pragma once

#include <string_view>
#include <vector>

namespace spotify::player {

// Without the quotes, brackets and invisible characters around each word, and without what ends a sentence. Views into
// `text`; none is empty.
std::vector<std::string_view> pasted_words(std::string_view text);

} // namespace spotify::player
