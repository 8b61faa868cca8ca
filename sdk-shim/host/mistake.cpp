#include "host/mistake.hpp"

#include <algorithm>

namespace host {

std::string sentence(std::string_view file, const Mistake& mistake) {
    return std::string{file} + ':' + std::to_string(mistake.at.line) + ':' +
           std::to_string(mistake.at.column) + ": " +
           (mistake.pointer.empty() ? "" : mistake.pointer + ": ") + mistake.text;
}

std::vector<std::string> sentences(std::string_view file, std::vector<Mistake> mistakes) {
    std::stable_sort(mistakes.begin(), mistakes.end(),
                     [](const Mistake& left, const Mistake& right) { return left.at < right.at; });
    std::vector<std::string> all;
    all.reserve(mistakes.size());
    for (const auto& mistake : mistakes) {
        all.push_back(sentence(file, mistake));
    }
    return all;
}

} // namespace host
