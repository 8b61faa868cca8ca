#include "host/library.hpp"

#include "dp/value.hpp"

#include <cstddef>
#include <string>

#include <dlfcn.h>

namespace host {
namespace {

using Reason = LibraryError::Reason;

// Majors that may come after this one; a library that speaks one of them is told apart from a library that is
// no plugin at all.
constexpr int last_major_asked_for = 9;

std::string entry_symbol(unsigned major) {
    return "dp_entry_v" + std::to_string(major);
}

} // namespace

void Library::Close::operator()(void* handle) const noexcept {
    ::dlclose(handle);
}

Library::Library(const std::filesystem::path& file, const Manifest& manifest) {
    const std::string name = file.string();
    // RTLD_NOW: a missing symbol is a sentence here and not a crash in the middle of the night. RTLD_LOCAL:
    // plugins do not see each other.
    handle_.reset(::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL));
    if (!handle_) {
        const char* const why = ::dlerror();
        throw LibraryError{Reason::cannot_open, name + ": expected a shared library; the loader says: " +
                                                    (why != nullptr ? why : "nothing")};
    }
    void* const symbol = ::dlsym(handle_.get(), DP_ENTRY_SYMBOL);
    if (symbol == nullptr) {
        for (unsigned major = DP_ABI_MAJOR + 1; major <= last_major_asked_for; ++major) {
            if (::dlsym(handle_.get(), entry_symbol(major).c_str()) != nullptr) {
                throw LibraryError{Reason::other_major, name + " speaks version " + std::to_string(major) +
                                                            " of the plugin ABI; this host speaks " +
                                                            std::to_string(DP_ABI_MAJOR)};
            }
        }
        throw LibraryError{Reason::no_entry, name + ": expected the symbol " DP_ENTRY_SYMBOL};
    }
    table_ = reinterpret_cast<dp_entry_fn>(symbol)(); // NOLINT: POSIX says that this is how dlsym is used
    if (table_ == nullptr) {
        throw LibraryError{Reason::bad_table,
                           name + ": expected a table from " DP_ENTRY_SYMBOL ", got nothing"};
    }
    // These two members come first and never move, so they may be read before anything else is known.
    if (table_->size < offsetof(dp_plugin, reserved)) {
        throw LibraryError{Reason::bad_table, name + ": expected a table with a size; it says " +
                                                  std::to_string(table_->size) + " bytes"};
    }
    if (table_->abi_major != DP_ABI_MAJOR) {
        throw LibraryError{Reason::other_major,
                           name + " speaks version " + std::to_string(table_->abi_major) +
                               " of the plugin ABI; this host speaks " + std::to_string(DP_ABI_MAJOR)};
    }
    if (table_->size < offsetof(dp_plugin, init)) {
        throw LibraryError{Reason::bad_table, name + ": expected a whole table; it has " +
                                                  std::to_string(table_->size) + " bytes"};
    }
    if (const char* const member = missing_member(*table_)) {
        throw LibraryError{Reason::bad_table, name + ": expected the function " + member + " in the table"};
    }
    if (dp::view(table_->type_id) != manifest.type_id) {
        throw LibraryError{Reason::other_type, name + ": expected the type " + manifest.type_id + " of " +
                                                   manifest.file + ", got " +
                                                   std::string{dp::view(table_->type_id)}};
    }
}

const char* missing_member(const dp_plugin& table) {
    const dp_plugin* const plugin = &table;
#define MISSING(member)                                                                                      \
    if (!DP_HAS(plugin, member)) {                                                                           \
        return #member;                                                                                      \
    }
    MISSING(init)
    MISSING(deinit)
    MISSING(create)
    MISSING(start)
    MISSING(reconfigure)
    MISSING(stop)
    MISSING(destroy)
    MISSING(snapshot)
    MISSING(invoke)
    MISSING(write)
    MISSING(cancel)
#undef MISSING
    return nullptr;
}

} // namespace host
