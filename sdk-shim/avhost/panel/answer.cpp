#include "panel/answer.hpp"

#include "panel/embedded_files.hpp"
#include "panel/page_path.hpp"

#include <algorithm>
#include <utility>

namespace avhost::panel {
namespace {

constexpr std::string_view built_in_folder = "av/";
constexpr std::string_view front_page = "index.html";
constexpr std::string_view set_up_page = "setup"; // in a short form for people

bool is_page(std::string_view path) {
    return path == set_up_page || path.ends_with(".html") || path.ends_with(".htm");
}

std::optional<Answer> embedded(std::string_view name) {
    const auto files = embedded_files();
    const auto file =
        std::find_if(files.begin(), files.end(), [&](const auto& one) { return one.name == name; });
    if (file == files.end()) {
        return std::nullopt;
    }
    return Answer{200, content_type(name), file->data};
}

// For a person a page that leads back, for anything else a sentence.
Answer missing(std::string_view path) {
    auto page = is_page(path) ? embedded("missing.html") : std::nullopt;
    if (!page) {
        return sentence(404, "There is nothing here.");
    }
    page->status = 404;
    return std::move(*page);
}

} // namespace

Answer sentence(unsigned status, std::string text) {
    return Answer{status, "text/plain; charset=utf-8", std::move(text) + '\n'};
}

Answers::Answers(const std::filesystem::path& pages, std::uintmax_t most_bytes)
    : most_bytes_(most_bytes) {
    if (!pages.empty()) {
        pages_.emplace(pages);
    }
}

Answer Answers::to(std::string_view target) const {
    const auto path = page_path(target);
    if (!path) {
        return sentence(404, "There is nothing here.");
    }
    if (*path == set_up_page) {
        if (auto built_in = embedded("setup.html")) {
            return std::move(*built_in);
        }
    }
    if (path->starts_with(built_in_folder)) {
        if (auto found = embedded(std::string_view{*path}.substr(built_in_folder.size()))) {
            return std::move(*found);
        }
        return is_page(*path) ? missing(*path)
                              : sentence(404, "The panel has no built-in file of that name.");
    }
    if (pages_) {
        if (auto page = pages_->open(*path)) {
            if (page->bytes > most_bytes_) {
                return sentence(403, "This file is larger than the " + std::to_string(most_bytes_) +
                                         " bytes up to which the panel serves files.");
            }
            return Answer{200, content_type(*path), std::move(*page)};
        }
    }
    if (*path == front_page) {
        if (auto built_in = embedded(front_page)) {
            return std::move(*built_in);
        }
    }
    return missing(*path);
}

Answer Answers::unknown(std::string_view target) const {
    const auto path = page_path(target);
    auto answer = sentence(401, "An access key is needed here. Open the panel's front page and enter it.");
    if (path && is_page(*path)) {
        if (auto page = embedded("login.html")) {
            answer = std::move(*page);
            answer.status = 401;
        }
    }
    answer.headers.push_back({"WWW-Authenticate", "Bearer"});
    return answer;
}

bool Answers::is_public(std::string_view target) {
    const auto path = page_path(target);
    return path && (*path == "av/login.js" || *path == "av/login.css" || *path == "av/icon.svg");
}

bool Answers::is_for_set_up(std::string_view target) {
    const auto path = page_path(target);
    return path && (*path == set_up_page || path->starts_with("av/setup."));
}

} // namespace avhost::panel
