#include "mutate.hpp"

#include "corpus.hpp"

#include <algorithm>

namespace fuzz {
namespace {

struct Range {
    std::size_t at = 0;
    std::size_t size = 0;
};

// Short ones mostly.
Range some_of(const std::string& text, Random& random) {
    if (text.empty()) {
        return {};
    }
    const std::size_t at = pick(random, text.size());
    const std::size_t longest =
        pick(random, 4) == 0 ? text.size() - at : std::min<std::size_t>(16, text.size() - at);
    return {at, 1 + pick(random, longest)};
}

void change(std::string& text, const std::vector<std::string>& others, Random& random) {
    const auto place = pick(random, text.size() + 1);
    const auto range = some_of(text, random);
    switch (pick(random, 9)) {
    case 0: // a bit the other way
        if (!text.empty()) {
            text[range.at] =
                static_cast<char>(static_cast<unsigned char>(text[range.at]) ^ (1U << pick(random, 8)));
        }
        break;
    case 1: // any byte
        if (!text.empty()) {
            text[range.at] = static_cast<char>(pick(random, 256));
        }
        break;
    case 2:
        text.erase(range.at, range.size);
        break;
    case 3:
        text.insert(place, text.substr(range.at, range.size));
        break; // twice
    case 4:
        text.insert(place, dictionary()[pick(random, dictionary().size())]);
        break;
    case 5:
        text.resize(place);
        break; // cut off
    case 6: {  // the beginning of this, the end of another
        const std::string& other = others[pick(random, others.size())];
        text = text.substr(0, place) + other.substr(pick(random, other.size() + 1));
        break;
    }
    case 7: { // noise
        std::string noise(1 + pick(random, 40), '\0');
        std::generate(noise.begin(), noise.end(), [&] { return static_cast<char>(pick(random, 256)); });
        text.insert(place, noise);
        break;
    }
    default: // another digit
        if (const auto digit = text.find_first_of("0123456789", place); digit != std::string::npos) {
            text[digit] = static_cast<char>('0' + pick(random, 10));
        }
    }
}

} // namespace

std::size_t pick(Random& random, std::size_t below) {
    return static_cast<std::size_t>(random() % below);
}

std::string mutated(std::string text, const std::vector<std::string>& others, Random& random,
                    std::size_t most) {
    static constexpr std::size_t changes[] = {0, 1, 1, 1, 2, 2, 3, 5, 8};
    for (auto left = changes[pick(random, std::size(changes))]; left > 0; --left) {
        change(text, others, random);
    }
    text.resize(std::min(text.size(), most));
    return text;
}

} // namespace fuzz
