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
constexpr int for_folders = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY;

boost::beast::file_posix owned(int descriptor) {
    boost::beast::file_posix file;
    file.native_handle(descriptor);
    return file;
}

} // namespace

PageFolder::PageFolder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (descriptor < 0) {
        throw PanelError(PanelError::Reason::bad_pages,
                         "The panel's pages folder " + folder.string() +
                             " cannot be opened: " + std::generic_category().message(errno) + ".");
    }
    folder_ = owned(descriptor);
}

std::optional<PageFile> PageFolder::open(std::string_view path) const {
    boost::beast::file_posix step;
    int above = folder_.native_handle();
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
