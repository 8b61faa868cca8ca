// A plugin's shared library: opened, asked for its table, and the table checked before anybody calls through
// it.
#pragma once

#include "device_plugin.h"
#include "host/manifest.hpp"

#include <filesystem>
#include <memory>
#include <stdexcept>

namespace host {

// A library that is none of ours. what() is "FILE: ..." and says what was expected.
class LibraryError : public std::runtime_error {
public:
    enum class Reason { cannot_open, no_entry, other_major, bad_table, other_type };
    LibraryError(Reason reason, const std::string& sentence)
        : std::runtime_error{sentence}
        , reason_{reason} {}
    Reason reason() const { return reason_; }

private:
    Reason reason_;
};

// Open from construction to destruction. Whoever holds the table keeps the library.
class Library {
public:
    // Throws LibraryError.
    Library(const std::filesystem::path& file, const Manifest& manifest);

    const dp_plugin& table() const { return *table_; }

private:
    struct Close {
        void operator()(void* handle) const noexcept;
    };

    std::unique_ptr<void, Close> handle_;
    const dp_plugin* table_ = nullptr;
};

// The name of the first required member that the table lacks or has null; null when all are there.
const char* missing_member(const dp_plugin& table);

} // namespace host
