#include "account/seen_names.hpp"

#include "base/pieces.hpp"

#include <algorithm>
#include <iterator>

namespace spotify::account {

bool SeenNames::contains(const std::string& name) const {
    return std::ranges::find(names_, name) != names_.end();
}

bool SeenNames::add(const std::string& name, const std::vector<std::string>& kept) {
    if (name.empty()) {
        return false;
    }
    const auto found = std::ranges::find(names_, name);
    if (found != names_.end()) {
        std::rotate(found, found + 1, names_.end());
        return false;
    }
    names_.push_back(name);
    if (names_.size() > max_names) {
        const auto goes = std::find_if(names_.begin(), std::prev(names_.end()), [&](const auto& one) {
            return std::ranges::find(kept, one) == kept.end();
        });
        if (goes != std::prev(names_.end())) {
            names_.erase(goes);
        }
    }
    return true;
}

std::string SeenNames::text() const {
    std::string text;
    for (const auto& name : names_) {
        if (name.find('\n') == std::string::npos) {
            text += name + '\n';
        }
    }
    return text;
}

SeenNames SeenNames::parse(std::string_view text) {
    SeenNames read;
    while (!text.empty()) {
        read.add(std::string{take_piece(text, '\n')}, {});
    }
    return read;
}

} // namespace spotify::account
