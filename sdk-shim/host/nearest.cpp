#include "host/nearest.hpp"

#include <algorithm>

namespace host {
namespace {

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            const std::size_t changed = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, changed});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[a.size()][b.size()];
}

} // namespace

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& names) {
    constexpr std::size_t longest = 64; // no id is longer
    if (word.size() > longest) {
        return std::nullopt;
    }
    std::optional<std::string> best;
    std::size_t least = 1 + word.size() / 3; // a word of one or two letters is near to nothing
    for (const auto& name : names) {
        if (const auto apart = distance(word, name.substr(0, longest)); apart < least) {
            least = apart;
            best = name;
        }
    }
    return best;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& names) {
    const auto found = nearest(word, names);
    return found ? "; did you mean " + *found + '?' : std::string{};
}

std::string suggestion_or_list(std::string_view word, const std::vector<std::string>& names) {
    constexpr std::size_t few = 16;
    auto said = suggestion(word, names);
    if (!said.empty() || names.empty() || names.size() > few) {
        return said;
    }
    for (const auto& name : names) {
        said += (said.empty() ? (names.size() == 1 ? "; there is " : "; there are ") : ", ") + name;
    }
    return said;
}

} // namespace host
