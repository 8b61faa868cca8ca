// Opens files of the site's own pages folder and nothing outside it. Knows the file system, not HTTP.
#pragma once

#include <boost/beast/core/file_posix.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace avhost::panel {

struct PageFile {
    boost::beast::file_posix file; // open for reading, at its beginning
    std::uintmax_t bytes = 0;
};

class PageFolder {
public:
    // Throws PanelError when `folder` is not a folder. It may be reached over a link; nothing in it may. It is
    // looked up anew for each page, so that another may be put in its place at any time.
    explicit PageFolder(std::filesystem::path folder);

    // Opens a path as page_path() gives it, one segment at a time without following links, so that there is
    // no moment between looking and opening in which somebody could put a link in place. Nothing when there
    // is no such plain file.
    std::optional<PageFile> open(std::string_view path) const;

private:
    std::filesystem::path folder_;
};

} // namespace avhost::panel
