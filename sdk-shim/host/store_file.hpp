// The files that values are kept in: opened with care, read whole, written beside and renamed. Knows nothing
// of keys and of what the bytes mean.
#pragma once

#include "host/descriptor.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <sys/stat.h>

namespace host {

// In all of these `path` is for the sentence; the file is `name` in `folder`. They throw StoreError.

// The bytes of a regular file of ours that nobody else can open, by whatever name; nothing when it is absent.
// `largest` in bytes.
std::optional<std::string> read_private_file(const Descriptor& folder, const std::string& name,
                                             std::size_t largest, const std::filesystem::path& path);

// The first bytes of what is there, for a decision whether it may be replaced; empty when there is nothing or
// no regular file, or when it cannot be read. Never throws for these.
std::string peek(const Descriptor& folder, const std::string& name, std::size_t most);

struct stat look_at(int file, const std::filesystem::path& path);

// A new file under a temporary name, gone unless it got its real one. As long as the folder's descriptor
// stays open, the folder is marked as being written to; see sweep().
class TemporaryFile {
public:
    TemporaryFile(const Descriptor& folder, const std::filesystem::path& path);
    ~TemporaryFile();
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    int number() const { return file_.get(); }

    // Durable when it returns, under the temporary name.
    void write(std::string_view bytes, const std::filesystem::path& path) const;

    // Takes the place of what has that name.
    void become(const std::string& name, const std::filesystem::path& path);

private:
    const Descriptor& folder_;
    std::string name_;
    Descriptor file_;
};

// Takes away the temporary files that ended processes left in the folder. A process that writes holds a
// shared lock on the folder, so the exclusive one proves that all of them are left over. Where it is not to
// be had (a writer that hangs, a network file system without locks on folders) only those go that are 10
// minutes old.
void sweep(const Descriptor& folder, const std::filesystem::path& path);

} // namespace host
