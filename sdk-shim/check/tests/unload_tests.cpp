// Ending in time, unloading without a trace, and being left running when the process ends.
#include "check/bench.hpp"
#include "check/child.hpp"
#include "check/process_facts.hpp"

#include <cstdlib>
#include <iostream>
#include <thread>

namespace check {

namespace {

using Clock = std::chrono::steady_clock;

// Ten times what the header says, and far from every time limit of a network.
constexpr std::chrono::milliseconds longest_stop{1000};

void stop_bounded(const Context& context) {
    Bench bench(context, Bench::Wants::silent);
    Rig rig(bench);
    rig.start();
    expect(bench.silent().is_visited(std::chrono::seconds{20}),
           "the plugin does not go to the server that never answers; does the profile send it there?");
    rig.invoke_all(bench.calls());
    const auto begin = Clock::now();
    rig.stop();
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    expect(took <= longest_stop, "stop() took " + std::to_string(took.count()) + " ms while the server hung");
}

// One life of the library, from dlopen to dlclose.
void live_once(const host::Manifest& manifest, const std::filesystem::path& file, const std::string& config,
               Bench& bench) {
    MemoryHost host;
    bench.put_secrets(host);
    const host::Library library(file, manifest);
    const dp::Instance instance(library.table(), host.table());
    Recorder recorder;
    dp::Device device(instance, "first", config, recorder);
    expect(device.start() == dp::Status::ok, "start() fails");
    device.invoke("no_such_action", {}, 1, 0);
    expect(device.stop() == dp::Status::ok, "stop() fails");
}

// A thread that is joined may still be listed for a moment.
bool comes_back(std::size_t (*count)(), std::size_t before, std::chrono::milliseconds patience) {
    for (const auto until = Clock::now() + patience; count() > before; std::this_thread::yield()) {
        if (Clock::now() > until) {
            return false;
        }
    }
    return true;
}

void load_unload(const Context& context) {
    constexpr int warm_up = 20;
    constexpr int lives = 1000;
    constexpr std::size_t grown_most = 1024; // bytes for each life
    Bench bench(context, Bench::Wants::device);
    const auto manifest = bench.manifest_pointer();
    const auto file = bench.file();
    const auto config = bench.config();
    bench.unload();
    for (int i = 0; i < warm_up; ++i) {
        live_once(*manifest, file, config, bench);
    }
    expect(comes_back(threads_now, 1, context.patience), "a thread is left after deinit()");
    const auto descriptors = descriptors_now();
    const auto memory = memory_now();
    for (int i = 0; i < lives; ++i) {
        live_once(*manifest, file, config, bench);
    }
    expect(comes_back(threads_now, 1, context.patience),
           std::to_string(threads_now() - 1) + " threads are left after 1,000 lives");
    expect(comes_back(descriptors_now, descriptors, context.patience),
           std::to_string(descriptors_now() - descriptors) + " descriptors are left after 1,000 lives");
    if (!is_sanitized()) {
        expect(!is_mapped(file), "the library is still mapped after dlclose()");
        const auto grown = memory_now() - std::min(memory, memory_now());
        expect(grown <= grown_most * lives, std::to_string(grown / lives) + " bytes are left of each life");
    }
}

void exits(const Context& context) {
    constexpr int times = 5;
    const Scratch scratch;
    Bench(context, Bench::Wants::device); // skips where there is nothing to run
    for (int i = 0; i < times; ++i) {
        const auto said = scratch.path() / "said";
        std::vector<std::string> words{context.program.string(), context.folder.string(),
                                       "--exit-carelessly"};
        if (context.profile) {
            words.insert(words.end(), {"--profile", (context.profile->file).string()});
        }
        Child child(words, Child::Group::own, said.string());
        const auto ending = child.wait(std::chrono::seconds{30});
        expect(ending.has_value(), "the process does not end after exit()");
        expect(!ending->by_signal && ending->number == 0,
               "a process that exits while a device runs: " + text_of(*ending));
    }
}

} // namespace

int exit_carelessly(const Context& context) {
    // Neither is ended: exit() is called in the middle of it all.
    auto* const bench = new Bench(context, Bench::Wants::device); // NOLINT: left behind, which is the test
    auto* const rig = new Rig(*bench);                            // NOLINT
    rig->start();
    rig->invoke_all(bench->calls());
    std::exit(0); // NOLINT: other threads run
}

std::vector<Test> unload_tests() {
    using std::chrono::seconds;
    return {
        {"stop-bounded", "stop() returns in time while the server hangs.", seconds{60}, stop_bounded},
        {"exit-without-stop", "A process that exits while a device runs ends well.", seconds{240}, exits},
        {"load-unload",
         "After 1,000 lives of the library, memory, descriptors, threads and mappings are where they were.",
         seconds{240}, load_unload},
    };
}

} // namespace check
