// What a GET of a path is answered with: the built-in elements, the built-in page, a file of the site's
// pages, or a sentence. Knows no socket.
#pragma once

#include "panel/page_folder.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace avhost::panel {

struct Answer {
    unsigned status = 200;
    std::string_view type; // Content-Type
    // The text of the answer, a text that lives as long as the program, or an open file.
    std::variant<std::string, std::string_view, PageFile> body;
};

// A status with one sentence for a person who reads it in a browser.
Answer sentence(unsigned status, std::string text);

class Answers {
public:
    // An empty folder means the built-in page. Throws PanelError when the folder cannot be opened.
    Answers(const std::filesystem::path& pages, std::uintmax_t most_bytes);

    Answer to(std::string_view target) const;

private:
    std::optional<PageFolder> pages_;
    std::uintmax_t most_bytes_;
};

} // namespace avhost::panel
