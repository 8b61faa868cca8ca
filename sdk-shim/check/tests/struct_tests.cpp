// Structs of other versions than the plugin was compiled with, and of none.
#include "check/bench.hpp"
#include "check/guarded.hpp"

#include <array>

namespace check {

namespace {

constexpr std::size_t step = 8; // members are cut off in pairs of 32 bits or as pointers

// `from` with its first member, its size, saying `size`.
template <typename Struct>
Struct with_size(Struct from, std::size_t size) {
    from.size = static_cast<std::uint32_t>(size);
    return from;
}

dp_device_options options_of(std::string_view config, Recorder& recorder) {
    dp_device_options options{};
    options.size = sizeof options;
    options.id = dp::borrow("first");
    options.config = dp::borrow(config);
    options.handle = recorder.handle();
    options.callbacks = &dp::Listener::callbacks();
    return options;
}

void truncated_host(const Context& context) {
    Bench bench(context, Bench::Wants::code);
    const MemoryHost host;
    for (std::size_t size = step; size < sizeof(dp_host) - sizeof(void*); size += step) {
        const Guarded cut(&host.table(), size);
        auto* table = const_cast<dp_host*>(cut.as<dp_host>());
        table->size = static_cast<std::uint32_t>(size);
        dp_instance* instance = nullptr;
        if (bench.table().init(table, &instance, nullptr) == DP_OK) {
            expect(instance != nullptr, "init() gives DP_OK and no instance");
            bench.table().deinit(instance); // a plugin that asks nothing of its host may take any
        }
    }
}

void truncated_options(const Context& context) {
    Bench bench(context, Bench::Wants::code);
    const MemoryHost host;
    const dp::Instance instance(bench.table(), host.table());
    Recorder recorder;
    const auto whole = options_of("{}", recorder);
    for (std::size_t size = step; size < sizeof whole; size += step) {
        const auto sized = with_size(whole, size);
        const Guarded cut(&sized, size);
        dp_device* device = nullptr;
        const auto status =
            bench.table().create(instance.handle(), cut.as<dp_device_options>(), &device, nullptr);
        expect(status == DP_BAD_ARGUMENT || status == DP_UNSUPPORTED,
               "create() takes options of " + std::to_string(size) + " bytes: status " +
                   std::to_string(status));
    }
    for (std::size_t size = step; size < sizeof(dp_device_callbacks); size += step) {
        const auto sized = with_size(dp::Listener::callbacks(), size);
        const Guarded cut(&sized, size);
        auto options = whole;
        options.callbacks = cut.as<dp_device_callbacks>();
        dp_device* device = nullptr;
        const auto status = bench.table().create(instance.handle(), &options, &device, nullptr);
        expect(status == DP_BAD_ARGUMENT || status == DP_UNSUPPORTED,
               "create() takes callbacks of " + std::to_string(size) + " bytes: status " +
                   std::to_string(status));
    }
}

// A struct of a host from the future: more members than this plugin knows, filled with anything.
template <typename Struct>
struct Longer {
    Struct known{};
    std::array<unsigned char, 64> unknown{};
    explicit Longer(const Struct& from)
        : known(from) {
        known.size = sizeof *this;
        unknown.fill(0xA5);
    }
};

void take_longer(Bench& bench, bool works) {
    MemoryHost host;
    bench.put_secrets(host);
    Longer<dp_host> table(host.table());
    table.known.abi_minor = 0xFFFF;
    const dp::Instance instance(bench.table(), table.known);
    Recorder recorder;
    const Longer<dp_device_callbacks> callbacks(dp::Listener::callbacks());
    Longer<dp_device_options> options(options_of(bench.config(), recorder));
    options.known.callbacks = &callbacks.known;
    dp_device* device = nullptr;
    const auto status = bench.table().create(instance.handle(), &options.known, &device, nullptr);
    expect(status == DP_OK,
           "create() refuses options that are longer than it knows: " + std::to_string(status));
    expect(bench.table().start(device) == DP_OK, "start() fails with structs that are longer than it knows");
    expect(recorder.wait(works ? std::chrono::seconds{30} : bench.context().patience,
                         [&](const Recorder& seen) {
                             return !seen.healths().empty() &&
                                    (!works || seen.healths().back().level == dp::Health::ready);
                         }),
           works ? "the device does not get ready with structs that are longer than it knows"
                 : "no health follows with structs that are longer than it knows");
    bench.table().stop(device);
    bench.table().destroy(device);
}

// With the library alone, and where a profile says how with a device that works.
void longer(const Context& context) {
    {
        Bench bench(context, Bench::Wants::code);
        take_longer(bench, false);
    }
    if (context.profile) {
        Bench bench(context, Bench::Wants::device);
        take_longer(bench, true);
    }
}

} // namespace

std::vector<Test> struct_tests() {
    using std::chrono::seconds;
    return {
        {"host-table-truncated",
         "A host's table that is too short is refused, or nothing behind its end is read.", seconds{20},
         truncated_host},
        {"options-truncated", "Options and callbacks that are too short are refused before they are read on.",
         seconds{20}, truncated_options},
        {"structs-longer", "Structs that are longer than the plugin knows, of a later host, are taken.",
         seconds{60}, longer},
    };
}

} // namespace check
