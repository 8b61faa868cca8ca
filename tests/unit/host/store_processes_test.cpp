// One sealed store and several processes: they count together, read whole values, and are killed at any
// moment.
#include "store_fixture.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <random>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using host::FileStore;
using namespace host_tests;
using namespace std::chrono_literals;

namespace {

struct Fixture : StoreFixture {
    FileStore store{root, "plug", key_of_bytes(7)};
};

// A process that is gone when this goes, by SIGKILL when it does not end by itself.
class Child {
public:
    explicit Child(const std::function<int()>& act)
        : process_{::fork()} {
        REQUIRE(process_ >= 0);
        if (process_ == 0) {
            int status = 99; // an exception must not reach the parent's stack
            try {
                status = act();
            } catch (...) {
            }
            ::_exit(status);
        }
    }
    ~Child() { kill(); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // Waits for its end; the exit status.
    int status() {
        int status = 0;
        REQUIRE(::waitpid(process_, &status, 0) == process_);
        process_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    void kill() {
        if (process_ > 0) {
            ::kill(process_, SIGKILL);
            ::waitpid(process_, nullptr, 0);
            process_ = -1;
        }
    }

private:
    pid_t process_;
};

constexpr int rounds = 200;

int count_up(const std::filesystem::path& root) {
    FileStore store{root, "plug", key_of_bytes(7)};
    for (int i = 0; i < rounds; ++i) {
        const auto lock = store.lock("counter", 60s);
        store.put("counter", std::to_string(std::stoi(store.get("counter").value()) + 1));
        store.unlock(lock);
    }
    return 0;
}

// Until it sees the last number. Numbers that fall or are none: 1; a value that is missing: 2;
// exceptions: 99.
int watch_counter(const std::filesystem::path& root) {
    FileStore store{root, "plug", key_of_bytes(7)};
    for (int before = 0; before < 2 * rounds;) {
        const auto seen = store.get("counter");
        if (!seen) {
            return 2;
        }
        const int now = std::stoi(*seen);
        if (now < before || now > 2 * rounds) {
            return 1;
        }
        before = now;
    }
    return 0;
}

// Another length each time, so that a torn one is seen as such.
std::string value(int number) {
    return std::to_string(number) + ':' +
           std::string(static_cast<std::size_t>(number) * 7919U % 30'000U,
                       static_cast<char>('a' + number % 26));
}

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
        out = host::Descriptor{ends[0]};
        in = host::Descriptor{ends[1]};
    }
    host::Descriptor out;
    host::Descriptor in;
};

// Puts value after value, and a byte into the pipe for each one that is put.
int put_for_ever(const std::filesystem::path& root, int first, const Pipe& done) {
    FileStore store{root, "plug", key_of_bytes(7)};
    for (int number = first;; ++number) {
        store.put("a", value(number));
        if (::write(done.in.get(), "x", 1) != 1) {
            return 1;
        }
    }
}

// How many of `most` bytes came before the end.
int take(const Pipe& from, int most) {
    int taken = 0;
    for (char byte = 0; taken < most && ::read(from.out.get(), &byte, 1) == 1;) {
        ++taken;
    }
    return taken;
}

} // namespace

TEST_CASE_FIXTURE(Fixture,
                  "two processes that count under a lock lose no step, and a reader sees each value whole") {
    store.put("counter", "0");
    Child reader{[&] { return watch_counter(root); }};
    Child one{[&] { return count_up(root); }};
    Child two{[&] { return count_up(root); }};
    CHECK(one.status() == 0);
    CHECK(two.status() == 0);
    CHECK(store.get("counter") == std::to_string(2 * rounds));
    if (store.get("counter") == std::to_string(2 * rounds)) { // else it waits for ever; it is killed then
        CHECK(reader.status() == 0);
    }
    CHECK(files_in(values) == 1);
}

TEST_CASE_FIXTURE(Fixture, "who clears a folder up takes nothing from under a process that writes into it") {
    store.put("a", "0");
    Pipe ended;
    Child writer{[&] {
        FileStore mine{root, "plug", key_of_bytes(7)};
        for (int i = 1; i <= 300; ++i) {
            mine.put("a", std::to_string(i));
        }
        return 0;
    }};
    ended.in.reset(); // the writer's end is the only one now
    REQUIRE(::fcntl(ended.out.get(), F_SETFL, O_NONBLOCK) == 0);
    for (char byte = 0; ::read(ended.out.get(), &byte, 1) != 0;) {
        store.prepare();
    }
    CHECK(writer.status() == 0);
    CHECK(store.get("a") == "300");
}

TEST_CASE_FIXTURE(Fixture,
                  "a process killed at any moment leaves a whole value, and no less than it had put") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random{seed};
    store.put("a", value(0));
    int last = 0;
    for (int kills = 0; kills < 100; ++kills) {
        CAPTURE(kills);
        Pipe done;
        Child writer{[&] {
            done.out.reset();
            return put_for_ever(root, last + 1, done);
        }};
        done.in.reset();
        const int wanted = static_cast<int>(random() % 4);
        REQUIRE(take(done, wanted) == wanted);
        for (volatile auto idle = random() % 2'000'000U; idle > 0;) { // anywhere in the next put
            idle = idle - 1;
        }
        writer.kill();
        const int put = wanted + take(done, 1'000'000);
        const auto seen = store.get("a");
        REQUIRE(seen);
        const int number = std::stoi(*seen);
        CHECK(*seen == value(number));
        CHECK(number >= last + put);
        CHECK(number <= last + put + 1); // the put that was cut off may have been done but for the byte
        last = number;
    }
    store.prepare();
    CHECK(files_in(values) == 1); // none of what the kills left over; most often there are dozens
    CHECK(store.get("a") == value(last));
    store.put("a", "still works");
    CHECK(store.get("a") == "still works");
}
