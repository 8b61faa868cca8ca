// Folders that belong to us alone: made with mode 0700, made to last, never followed through a link.
#pragma once

#include "host/descriptor.hpp"

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

namespace host {

// What a store could not do.
class StoreError : public std::runtime_error {
public:
    enum class Reason {
        bad_key,
        too_large,
        unsafe, // a file or folder that others could have read or put there
        sealed, // a secret that cannot be opened: no key, another key, damaged
        busy,   // a lock was not had in time
        storage // the disk said no
    };
    StoreError(Reason reason, const std::string& sentence)
        : std::runtime_error{sentence}
        , reason_{reason} {}
    Reason reason() const { return reason_; }

private:
    Reason reason_;
};

enum class IfAbsent { make, nothing };

// Opens ROOT/first/second..., each below ROOT a folder of ours with no rights for others. ROOT itself is the
// installer's and may be what it likes. Nothing when one is absent and none is to be made. Throws StoreError.
std::optional<Descriptor> open_private_folder(const std::filesystem::path& root,
                                              const std::filesystem::path& below, IfAbsent if_absent);

// "what FILE: reason", from errno.
[[noreturn]] void throw_errno(const std::string& what, const std::filesystem::path& file);

} // namespace host
