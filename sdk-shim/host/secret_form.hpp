// How a secret lies in its file: sealed when there is a key, else as it is. Tells the two apart, and says in
// a sentence what a person can do when a value cannot be read. Opens no file.
//
// What this protects against: whoever reads the disk, a backup or a copy of it without the key. Not against
// whoever may WRITE the folder: with a key configured a plain value is read all the same, since that is how
// values from before the key are taken over, so a writer can put a value of his own there. File permissions
// keep writers out (see store_file.hpp), and a writer without the key still cannot read a value, change one
// or move one to another place.
#pragma once

#include "host/folder.hpp"
#include "host/sealing.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace host {

// Where the program takes the key from, in the words of its command line.
constexpr std::string_view key_sources = "--key-file FILE, else the environment variable AVHOST_KEY_FILE, "
                                         "else the systemd credential avhost-key";

// Any thread. Constant.
class SecretForm {
public:
    static constexpr std::size_t overhead = sealing_overhead; // bytes at most that a file is longer by

    // `sealing_key` may be null: new values are not sealed then, and sealed ones are refused.
    SecretForm(std::string kind, std::string owner, std::shared_ptr<const SealingKey> sealing_key);

    // The bytes for the file. Throws StoreError.
    std::string to_file(std::string_view key, std::string_view value) const;

    // The value. `file` is for the sentence. Throws StoreError with Reason::sealed when it cannot be had.
    std::string from_file(std::string_view key, std::string_view bytes,
                          const std::filesystem::path& file) const;

    // Whether there is a key, and these bytes do not need it yet.
    bool should_be_sealed(std::string_view bytes) const;

    // Refuses to put a plain value in place of a sealed one: who forgot the key does not mean to take its
    // protection away. Another key than the old value's is fine, as that is the way back after a key was
    // lost. `bytes` may be the beginning of a file. Throws StoreError.
    void check_replacing(std::string_view bytes, const std::filesystem::path& file) const;

private:
    SealingContext context(std::string_view key) const { return {kind_, owner_, key}; }

    const std::string kind_;
    const std::string owner_;
    const std::shared_ptr<const SealingKey> sealing_key_;
};

} // namespace host
