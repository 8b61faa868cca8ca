#include "host/library.hpp"

#include "temp_dir.hpp"

#include <doctest/doctest.h>

using Reason = host::LibraryError::Reason;

namespace {

struct Refusal {
    Reason reason;
    std::string text;
};

Refusal refusal(const std::string& name) {
    const auto folder = std::filesystem::path{TEST_PLUGINS} / name;
    const auto manifest = host::read_manifest(folder);
    try {
        const host::Library library{folder / manifest.library, manifest};
    } catch (const host::LibraryError& error) {
        return {error.reason(), error.what()};
    }
    FAIL("it was taken");
    return {};
}

std::string file(const std::string& name) {
    return std::string{TEST_PLUGINS} + '/' + name + '/' + name + ".so";
}

} // namespace

TEST_CASE("a good library is opened and its table can be called") {
    const auto folder = std::filesystem::path{PLUGINS} / "contact";
    const auto manifest = host::read_manifest(folder);
    const host::Library library{folder / manifest.library, manifest};
    CHECK(library.table().abi_major == DP_ABI_MAJOR);
    CHECK(host::missing_member(library.table()) == nullptr);
}

TEST_CASE("a file that is no library, or none at all, gets a sentence with its name") {
    const test::TempDir folder;
    const auto garbage = folder.write("garbage.so", "this is no library");
    host::Manifest manifest;
    CHECK_THROWS_WITH_AS((host::Library{garbage, manifest}),
                         doctest::Contains("garbage.so: expected a shared library"), host::LibraryError);
    CHECK_THROWS_WITH_AS((host::Library{folder.path() / "none.so", manifest}),
                         doctest::Contains("none.so: expected a shared library"), host::LibraryError);
}

TEST_CASE("another major version is named, by its symbol or by its table") {
    const auto by_symbol = refusal("other_major");
    CHECK(by_symbol.reason == Reason::other_major);
    CHECK(by_symbol.text == file("other_major") + " speaks version 2 of the plugin ABI; this host speaks 1");
    const auto by_table = refusal("other_major_table");
    CHECK(by_table.reason == Reason::other_major);
    CHECK(by_table.text ==
          file("other_major_table") + " speaks version 3 of the plugin ABI; this host speaks 1");
}

TEST_CASE("a library that is no plugin is told from one of another version") {
    const auto refused = refusal("no_entry");
    CHECK(refused.reason == Reason::no_entry);
    CHECK(refused.text == file("no_entry") + ": expected the symbol dp_entry_v1");
}

TEST_CASE("a table that is not whole is refused before anything in it is called") {
    CHECK(refusal("no_table").reason == Reason::bad_table);
    CHECK(refusal("tiny_table").text.find("it says 4 bytes") != std::string::npos);
    CHECK(refusal("short_table").text == file("short_table") + ": expected the function cancel in the table");
    CHECK(refusal("null_member").text == file("null_member") + ": expected the function invoke in the table");
}

TEST_CASE("a library of another type than the manifest's is refused") {
    const auto refused = refusal("other_type");
    CHECK(refused.reason == Reason::other_type);
    CHECK(refused.text.find("expected the type test.broken") != std::string::npos);
    CHECK(refused.text.ends_with("got test.brok"));
}
