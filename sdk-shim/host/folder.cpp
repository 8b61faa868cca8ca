#include "host/folder.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>

namespace host {
namespace {

constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

// A folder made just now must not be gone after a power cut, when a file in it is said to be safe.
void make_folder(int parent, const std::string& name, const std::filesystem::path& path) {
    if (::mkdirat(parent, name.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
        throw_errno("cannot make the folder", path);
    }
    if (::fsync(parent) != 0) {
        throw_errno("cannot make the folder last", path);
    }
}

void refuse_unsafe(const Descriptor& folder, const std::filesystem::path& path) {
    struct stat status {};
    if (::fstat(folder.get(), &status) != 0) {
        throw_errno("cannot look at the folder", path);
    }
    using Reason = StoreError::Reason;
    if (status.st_uid != ::geteuid()) {
        throw StoreError{Reason::unsafe,
                         path.string() + ": expected a folder that belongs to the user who runs this"};
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        throw StoreError{Reason::unsafe,
                         path.string() + ": expected a folder that nobody else can open; use: chmod 700 " +
                             path.string()};
    }
}

Descriptor open_root(const std::filesystem::path& root, IfAbsent if_absent) {
    Descriptor folder{::open(root.c_str(), folder_flags)};
    if (!folder.is_open() && errno == ENOENT && if_absent == IfAbsent::make) {
        std::error_code problem;
        const auto parent = std::filesystem::absolute(root).lexically_normal().parent_path();
        std::filesystem::create_directories(parent, problem);
        if (::mkdir(root.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
            throw StoreError{StoreError::Reason::storage,
                             root.string() + ": expected a state folder that can be made here; " +
                                 std::generic_category().message(errno) +
                                 ". Name another one with --state, or make it for the user who runs this: "
                                 "sudo install -d -m 700 -o USER " +
                                 root.string()};
        }
        folder = Descriptor{::open(root.c_str(), folder_flags)};
    }
    return folder;
}

} // namespace

void throw_errno(const std::string& what, const std::filesystem::path& file) {
    const std::string reason = std::generic_category().message(errno);
    throw StoreError{StoreError::Reason::storage, what + ' ' + file.string() + ": " + reason};
}

std::optional<Descriptor> open_private_folder(const std::filesystem::path& root,
                                              const std::filesystem::path& below, IfAbsent if_absent) {
    Descriptor folder = open_root(root, if_absent);
    std::filesystem::path path = root;
    for (auto part = below.begin(); folder.is_open() && part != below.end(); ++part) {
        path /= *part;
        const auto open_it = [&] {
            return Descriptor{::openat(folder.get(), part->c_str(), folder_flags | O_NOFOLLOW)};
        };
        Descriptor next = open_it();
        if (!next.is_open() && errno == ENOENT && if_absent == IfAbsent::make) {
            make_folder(folder.get(), part->string(), path);
            next = open_it();
        }
        if (next.is_open()) {
            refuse_unsafe(next, path);
        } else if (errno == ENOTDIR || errno == ELOOP) {
            throw StoreError{StoreError::Reason::unsafe,
                             path.string() + ": expected a folder, not a link or a file"};
        }
        folder = std::move(next);
    }
    if (!folder.is_open()) {
        if (errno == ENOENT && if_absent == IfAbsent::nothing) {
            return std::nullopt;
        }
        if (errno == ENOTDIR && path == root) {
            throw StoreError{StoreError::Reason::storage,
                             root.string() + ": expected a state folder; this is none, or lies below a file"};
        }
        throw_errno("cannot open the folder", path);
    }
    return folder;
}

} // namespace host
