// The library against its manifest, and against what dp_entry_v1 promises.
#include "check/bench.hpp"
#include "check/process_facts.hpp"

#include <dlfcn.h>

#include <algorithm>

namespace check {

namespace {

void exported(const Context& context) {
    host::Manifest manifest;
    try {
        manifest = host::read_manifest(context.folder);
    } catch (const host::ManifestError&) {
        throw Skip("the manifest cannot be read");
    }
    std::vector<std::string> names;
    try {
        names = exported_symbols(context.folder / manifest.library);
    } catch (const std::exception& problem) {
        throw Failure(problem.what());
    }
    expect(std::ranges::find(names, DP_ENTRY_SYMBOL) != names.end(), "it does not export " DP_ENTRY_SYMBOL);
    for (const auto& name : names) {
        expect(name.starts_with("dp_entry_v"), "it exports " + name + " too: a version script keeps that in");
    }
}

// Not by Bench, which passes over what cannot be loaded.
void loads(const Context& context) {
    host::Manifest manifest;
    try {
        manifest = host::read_manifest(context.folder);
    } catch (const host::ManifestError&) {
        throw Skip("the manifest cannot be read");
    }
    try {
        const host::Library library(context.folder / manifest.library, manifest);
        const auto& table = library.table();
        expect(table.abi_major == manifest.abi_major,
               "the manifest's dp:abi/major is another than the table's");
        expect(dp::view(table.version) == manifest.version, "the manifest's version/model is " +
                                                                manifest.version + ", the table's " +
                                                                std::string{dp::view(table.version)});
    } catch (const host::LibraryError& problem) {
        throw Failure(problem.what());
    }
}

void entry_quiet(const Context& context) {
    Bench bench(context, Bench::Wants::code);
    const auto threads = threads_now();
    const auto descriptors = descriptors_now();
    struct Close {
        void operator()(void* library) const { ::dlclose(library); }
    };
    const std::unique_ptr<void, Close> library{::dlopen(bench.file().c_str(), RTLD_NOW | RTLD_LOCAL)};
    expect(library != nullptr, "it cannot be opened a second time");
    const auto entry = reinterpret_cast<dp_entry_fn>(::dlsym(library.get(), DP_ENTRY_SYMBOL));
    expect(entry() == entry() && entry() == &bench.table(), "dp_entry_v1 gives another table each time");
    expect(threads_now() == threads, "dp_entry_v1 starts a thread");
    expect(descriptors_now() == descriptors, "dp_entry_v1 opens something");
}

// The names of the manifest are the names of the binary. Whether snapshot() has each is another test.
void names_agree(const Context& context) {
    Bench bench(context, Bench::Wants::device);
    Rig rig(bench);
    rig.start();
    for (const auto& action : bench.manifest().actions) {
        // Known or not is told before the parameters are looked at.
        const auto params = bench.params_for(action).value_or(std::vector<dp::NamedValue>{});
        const auto status = rig.device().invoke(action.id, params, rig.next_token(), 1000).status;
        expect(status != dp::Status::unknown_id, "the library does not know the action " + action.id);
    }
    for (const auto& property : bench.manifest().properties) {
        const auto value = bench.value_for(property);
        const auto status =
            rig.device().write(property.id, value.value_or(dp::Value{}), rig.next_token(), 1000).status;
        expect(status != dp::Status::unknown_id, "the library does not know the property " + property.id);
        if (property.read_only) {
            expect(status == dp::Status::unsupported, "the manifest says that " + property.id +
                                                          " is read-only, and writing it gives " +
                                                          std::string{dp::word(status)});
        } else {
            expect(status != dp::Status::unsupported,
                   "the manifest says that " + property.id + " can be written, and the library does not");
        }
    }
}

} // namespace

std::vector<Test> binary_tests() {
    using std::chrono::seconds;
    return {
        {"exported-symbols", "The library shows its entry symbols and nothing else.", seconds{20}, exported},
        {"library-loads",
         "The library can be loaded; its table is whole, of this major version, and agrees with the "
         "manifest.",
         seconds{20}, loads},
        {"entry-quiet", "Asking the library what it is gives the same table each time and starts nothing.",
         seconds{20}, entry_quiet},
        {"manifest-matches-binary",
         "The library knows each action and property of its manifest, and what can be set.", seconds{60},
         names_agree},
    };
}

} // namespace check
