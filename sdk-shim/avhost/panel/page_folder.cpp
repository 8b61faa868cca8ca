#include "panel/page_folder.hpp"

#include "panel/panel_server.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <utility>

namespace avhost::panel {
namespace {

// A fifo put among the pages must not hang the panel's thread, hence O_NONBLOCK; it changes nothing for plain
// files.
constexpr int for_files = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
constexpr int for_the_root = O_RDONLY | O_CLOEXEC | O_DIRECTORY;
constexpr int for_folders = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY;

boost::beast::file_posix owned(int descriptor) {
    boost::beast::file_posix file;
    file.native_handle(descriptor);
    return file;
}

} // namespace

PageFolder::PageFolder(std::filesystem::path folder)
    : folder_(std::filesystem::absolute(folder)) {
    const int descriptor = ::open(folder_.c_str(), for_the_root);
    if (descriptor < 0) {
        throw PanelError(PanelError::Reason::bad_pages, "/panel/pages: " + folder_.string() +
                                                            ": expected a folder that can be opened; " +
                                                            std::generic_category().message(errno));
    }
    owned(descriptor);
}

std::optional<PageFile> PageFolder::open(std::string_view path) const {
    int above = ::open(folder_.c_str(), for_the_root);
    if (above < 0) {
        return std::nullopt;
    }
    boost::beast::file_posix step = owned(above);
    for (auto slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
        const int next = ::openat(above, std::string{path.substr(0, slash)}.c_str(), for_folders);
        if (next < 0) {
            return std::nullopt;
        }
        step = owned(next);
        above = next;
        path.remove_prefix(slash + 1);
    }
    const int descriptor = ::openat(above, std::string{path}.c_str(), for_files);
    if (descriptor < 0) {
        return std::nullopt;
    }
    PageFile found{owned(descriptor), 0};
    struct stat facts {};
    if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return std::nullopt;
    }
    found.bytes = static_cast<std::uintmax_t>(facts.st_size);
    return found;
}

} // namespace avhost::panel
