// What a GET of a path is answered with: the built-in elements, the built-in page, a file of the site's
// pages, or a sentence. Knows no socket.
#pragma once

#include "panel/page_folder.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace avhost::panel {

struct Answer {
    unsigned status = 200;
    std::string_view type; // Content-Type; empty: there is no body
    // The text of the answer, a text that lives as long as the program, or an open file.
    std::variant<std::string, std::string_view, PageFile> body;
    struct Header {
        std::string_view name; // lives as long as the program
        std::string value;
    };
    std::vector<Header> headers{}; // beside those that every answer has
};

// A status with one sentence for a person who reads it in a browser.
Answer sentence(unsigned status, std::string text);

class Answers {
public:
    // An empty folder means the built-in page. Throws PanelError when the folder cannot be opened.
    Answers(const std::filesystem::path& pages, std::uintmax_t most_bytes);

    Answer to(std::string_view target) const;

    // For somebody without a key: the login page, where a page was asked for, else a sentence.
    Answer unknown(std::string_view target) const;

    // True for what the login page itself is made of.
    static bool is_public(std::string_view target);
    // True for the pages on which a site is set up.
    static bool is_for_set_up(std::string_view target);

private:
    std::optional<PageFolder> pages_;
    std::uintmax_t most_bytes_;
};

} // namespace avhost::panel
