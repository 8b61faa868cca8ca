#include "host/text_file.hpp"

#include <fstream>
#include <system_error>

namespace host {

std::string read_text_file(const std::filesystem::path& file, std::size_t limit) {
    std::error_code problem;
    if (!std::filesystem::is_regular_file(file, problem)) { // a FIFO would block the open
        throw FileError{file.string() + ": expected a file that can be read" +
                        (problem ? "; " + problem.message() : "")};
    }
    std::ifstream in{file, std::ios::binary};
    std::string text(limit + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!in.is_open() || in.bad()) {
        throw FileError{file.string() + ": expected a file that can be read"};
    }
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > limit) {
        throw FileError{file.string() + ": expected at most " + std::to_string(limit) + " bytes"};
    }
    return text;
}

} // namespace host
