// Ending in time, unloading without a trace, and being left running when the process ends.
#include "check/bench.hpp"
#include "check/child.hpp"
#include "check/process_facts.hpp"

#include <cstdlib>
#include <future>
#include <limits>
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

// What the lives of a library have in common. The stores outlast each life, as those of a host do.
struct Lives {
    explicit Lives(const Context& context)
        : bench(context, Bench::Wants::device)
        , manifest(bench.manifest_pointer())
        , file(bench.file())
        , config(bench.config())
        , calls(bench.calls()) {
        bench.put_secrets(host);
        bench.unload();
    }

    // From dlopen to dlclose, with as little in between as can be.
    void bare() {
        live([](dp::Device& device, Recorder&) {
            expect(device.start() == dp::Status::ok, "start() fails");
            device.invoke("no_such_action", {}, 1, 0);
        });
    }

    // With everything that a device does when it is ready.
    void busy() {
        const auto secrets = host.secrets();
        live([this](dp::Device& device, Recorder& recorder) {
            expect(device.start() == dp::Status::ok, "start() fails");
            expect(recorder.wait(std::chrono::seconds{30},
                                 [](const Recorder& seen) {
                                     return !seen.healths().empty() &&
                                            seen.healths().back().level == dp::Health::ready;
                                 }),
                   "the device does not get ready");
            std::uint64_t token = 0;
            for (const auto& [action, params] : calls) {
                device.invoke(action->id, params, ++token, 2000);
            }
        });
        for (const auto& [key, value] :
             secrets) { // an action may have removed one, and the next life needs it
            if (!host.secrets().contains(key)) {
                host.put_secret(key, value);
            }
        }
    }

    template <typename Work>
    void live(Work work) {
        const host::Library library(file, *manifest);
        const dp::Instance instance(library.table(), host.table());
        Recorder recorder;
        dp::Device device(instance, "first", config, recorder);
        work(device, recorder);
        expect(device.stop() == dp::Status::ok, "stop() fails");
    }

    Bench bench;
    MemoryHost host;
    const std::shared_ptr<const host::Manifest> manifest;
    const std::filesystem::path file;
    const std::string config;
    const std::vector<Bench::Call> calls;
};

// A thread that is joined may still be listed for a moment.
bool comes_back(std::size_t (*count)(), std::size_t before, std::chrono::milliseconds patience) {
    for (const auto until = Clock::now() + patience; count() > before; std::this_thread::yield()) {
        if (Clock::now() > until) {
            return false;
        }
    }
    return true;
}

// Bytes that are left of `count` lives. A cache that fills grows once, what leaks grows always: so the least of
// three times. They are lived on a thread that ends with them: malloc counts as given out what a thread keeps for
// itself of what it has freed, and how much that is depends on which thread was quicker.
template <typename Live>
std::size_t left_of(int count, Lives& lives, Live live) {
    std::size_t least = std::numeric_limits<std::size_t>::max();
    for (int part = 0; part < 3; ++part) {
        lives.host.forget();
        const auto before = memory_now();
        std::async(std::launch::async, [&] {
            for (int i = 0; i < count; ++i) {
                live();
            }
        }).get();
        lives.host.forget();
        least = std::min(least, memory_now() - std::min(before, memory_now()));
    }
    return least;
}

void load_unload(const Context& context) {
    constexpr int warm_up = 8;
    constexpr int bare_lives = 100;
    constexpr int busy_lives = 10;
    // Bytes in that many lives. The threads of a life at work leave some KiB in the caches of malloc, which a memory
    // checker shows to be nobody's.
    constexpr std::size_t grown_bare = 4096;
    constexpr std::size_t grown_busy = 1024 * busy_lives;
    const std::size_t threads = is_sanitized() ? 4 : 1; // ThreadSanitizer begins some of its own
    Lives lives(context);
    for (int i = 0; i < warm_up; ++i) {
        lives.bare();
        lives.busy();
    }
    expect(comes_back(threads_now, threads, context.patience), "a thread is left after deinit()");
    const auto descriptors = descriptors_now();
    const auto left_of_bare = left_of(bare_lives, lives, [&] { lives.bare(); });
    const auto left_of_busy = left_of(busy_lives, lives, [&] { lives.busy(); });
    expect(comes_back(threads_now, threads, context.patience),
           std::to_string(threads_now() - threads) + " threads are left after hundreds of lives");
    expect(comes_back(descriptors_now, descriptors, context.patience),
           std::to_string(descriptors_now() - descriptors) + " descriptors are left after hundreds of lives");
    if (!is_sanitized()) {
        expect(!is_mapped(lives.file), "the library is still mapped after dlclose()");
        expect(left_of_bare <= grown_bare, std::to_string(left_of_bare) + " bytes are left of " +
                                               std::to_string(bare_lives) + " lives without work");
        expect(left_of_busy <= grown_busy, std::to_string(left_of_busy) + " bytes are left of " +
                                               std::to_string(busy_lives) + " lives with work");
    }
}

// Where the process ends.
enum class Exit { at_work, in_first_health, in_an_outcome };

// Nothing is ended: exit() is called in the middle of it all.
int exit_carelessly(const Context& context, Exit where) {
    auto* const bench = new Bench(context, Bench::Wants::device); // NOLINT: left behind, which is the test
    auto* const rig = new Rig(*bench);                            // NOLINT
    std::atomic<bool> out{false};
    rig->recorder().inside = [&] {
        const bool here = where == Exit::in_first_health ||
                          (where == Exit::in_an_outcome && !rig->recorder().outcomes().empty());
        if (here && !out.exchange(true)) {
            std::exit(0); // NOLINT: other threads run, start() on one of them
        }
    };
    if (where == Exit::in_first_health) {
        std::thread{[&] { rig->device().start(); }}.join();
    } else {
        rig->start();
        rig->invoke_all(bench->calls());
    }
    if (where != Exit::at_work) {
        rig->recorder().wait(context.patience, [](const Recorder&) { return false; }); // it ends meanwhile
    }
    std::exit(0); // NOLINT: other threads run
}

void exits(const Context& context) {
    const Scratch scratch;
    Bench(context, Bench::Wants::device); // skips where there is nothing to run
    const std::pair<Exit, std::string> places[] = {
        {Exit::at_work, "while a device runs"},
        {Exit::in_first_health, "inside the first health, while start() is in progress"},
        {Exit::in_an_outcome, "inside a callback that brings an outcome"}};
    for (const auto& [where, words] : places) {
        for (int times = 0; times < 2; ++times) {
            Child child([&, &place = where] { return exit_carelessly(context, place); },
                        (scratch.path() / "said").string());
            const auto ending = child.wait(std::chrono::seconds{30});
            expect(ending.has_value(), "the process does not end after exit() " + words);
            expect(!ending->by_signal && ending->number == 0,
                   "a process that exits " + words + ": " + text_of(*ending));
        }
    }
}

} // namespace

std::vector<Test> unload_tests() {
    using std::chrono::seconds;
    return {
        {"stop-bounded", "stop() returns in time while the server hangs.", seconds{60}, stop_bounded},
        {"exit-without-stop", "A process that exits while a device runs, starts or reports ends well.",
         seconds{240}, exits},
        {"load-unload",
         "After hundreds of lives of the library, memory, descriptors, threads and mappings are where they "
         "were.",
         seconds{240}, load_unload},
    };
}

} // namespace check
