#include "name_server.hpp"
#include "net/error.hpp"
#include "net/resolver.hpp"
#include "no_more_descriptors.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

using namespace spotify::net;
using namespace std::chrono_literals;
using test::address_record;
using test::answer_to;
using test::NameServer;
using test::Question;
using test::RecordType;

namespace {

// Far beyond anything that is waited for: only a hang gets there.
constexpr auto patience = 20s;

const Endpoint host{"api.music.test", 8443};

std::string silence(const Question&) {
    return {};
}

// 127.0.0.7 and ::1, to be kept for so long.
NameServer::Answer both(std::uint32_t lifetime_s) {
    return [lifetime_s](const Question& question) {
        const auto* literal = question.type == RecordType::aaaa ? "::1" : "127.0.0.7";
        return answer_to(question, {address_record(literal, lifetime_s)});
    };
}

std::vector<std::string> resolved(Resolver& resolver, const Endpoint& endpoint) {
    const Cancel never;
    const CancelWatch watch(never);
    std::vector<std::string> texts;
    for (const auto& address : resolver.resolve(endpoint, Clock::now() + patience, watch)) {
        texts.push_back(address.toString());
    }
    std::ranges::sort(texts); // which comes first depends on the machine's routes
    return texts;
}

std::optional<NetError> error_of(Resolver& resolver, const Cancel& cancel, TimePoint deadline,
                                 const Endpoint& endpoint = host) {
    try {
        const CancelWatch watch(cancel);
        resolver.resolve(endpoint, deadline, watch);
    } catch (const NetError& error) {
        return error;
    }
    return std::nullopt;
}

} // namespace

TEST_CASE("a literal is answered without asking anybody") {
    const NameServer server(silence);
    Resolver resolver(server.address());
    CHECK(resolved(resolver, {"127.0.0.1", 8443}) == std::vector<std::string>{"127.0.0.1:8443"});
    CHECK(resolved(resolver, {"::1", 443}) == std::vector<std::string>{"[::1]:443"});
    CHECK(server.questions() == 0);
}

TEST_CASE("/etc/hosts is asked first") {
    const NameServer server(silence);
    Resolver resolver(server.address());
    const auto addresses = resolved(resolver, {"localhost", 443});
    CHECK(std::ranges::find(addresses, "127.0.0.1:443") != addresses.end());
    CHECK(server.questions() == 0);
}

TEST_CASE("a name has IPv4 and IPv6 addresses") {
    const NameServer server(both(0));
    Resolver resolver(server.address());
    CHECK(resolved(resolver, host) == std::vector<std::string>{"127.0.0.7:8443", "[::1]:8443"});
}

TEST_CASE("a name of one family only has its addresses too") {
    const NameServer server([](const Question& question) {
        return question.type == RecordType::aaaa
                   ? answer_to(question, {})
                   : answer_to(question, {address_record("127.0.0.7", 0), address_record("127.0.0.8", 0)});
    });
    Resolver resolver(server.address());
    CHECK(resolved(resolver, host) == std::vector<std::string>{"127.0.0.7:8443", "127.0.0.8:8443"});
}

TEST_CASE("a name that does not exist is said so, and nothing is appended to it") {
    std::vector<std::string> names; // written by the server's thread, read when it has ended
    {
        const NameServer server([&names](const Question& question) {
            names.push_back(question.name);
            return answer_to(question, {}, 3);
        });
        Resolver resolver(server.address());
        const auto error = error_of(resolver, Cancel{}, Clock::now() + patience);
        REQUIRE(error);
        CHECK(error->failure() == Failure::lookup);
        CHECK(std::string{error->what()} == "the name api.music.test is not known");
        CHECK_FALSE(error->sent());
    }
    CHECK_FALSE(names.empty());
    CHECK(std::ranges::all_of(names, [](const auto& name) { return name == host.host; }));
}

TEST_CASE("a name server that never answers: the deadline ends the look-up") {
    std::atomic<bool> is_asked = false;
    const NameServer server([&](const Question& question) {
        is_asked = true;
        return silence(question);
    });
    Resolver resolver(server.address());
    for (auto time = 50ms; !is_asked && time < patience; time *= 2) { // a busy machine asks later
        const auto error = error_of(resolver, Cancel{}, Clock::now() + time);
        REQUIRE(error);
        CHECK(error->failure() == Failure::lookup);
        CHECK(std::string{error->what()} == "the name api.music.test could not be looked up in time");
    }
    CHECK(is_asked);
}

TEST_CASE("a name server that never answers: a cancel from another thread ends the look-up") {
    const NameServer server(silence);
    Resolver resolver(server.address());
    Cancel cancel;
    std::optional<NetError> error;
    std::thread asks([&] { error = error_of(resolver, cancel, Clock::now() + 1h); });
    CHECK(server.wait_for_questions(1));
    cancel.cancel();
    asks.join();
    REQUIRE(error);
    CHECK(error->failure() == Failure::canceled);
}

TEST_CASE("a cancel before the look-up ends it") {
    const NameServer server(silence);
    Resolver resolver(server.address());
    Cancel cancel;
    cancel.cancel();
    const auto error = error_of(resolver, cancel, Clock::now() + 1h);
    REQUIRE(error);
    CHECK(error->failure() == Failure::canceled);
}

TEST_CASE("nobody at the name server's address is a failed look-up") {
    std::string nobody;
    {
        const NameServer server(silence);
        nobody = server.address();
    }
    Resolver resolver(nobody);
    const auto error = error_of(resolver, Cancel{}, Clock::now() + patience);
    REQUIRE(error);
    CHECK(error->failure() == Failure::lookup);
    CHECK(std::string{error->what()} ==
          "the name api.music.test could not be looked up: no name server answers");
}

TEST_CASE("an answer that makes no sense is a failed look-up, wherever it is cut") {
    const Question example{std::string(12, '\0') + std::string("\3api\5music\4test\0\0\1\0\1", 20), host.host,
                           RecordType::a};
    const auto length = answer_to(example, {address_record("127.0.0.7", 60)}).size();
    for (std::size_t kept = example.packet.size() + 1; kept < length; ++kept) {
        CAPTURE(kept);
        const NameServer server([kept](const Question& question) {
            return answer_to(question, {address_record("127.0.0.7", 60)}).substr(0, kept);
        });
        Resolver resolver(server.address());
        const auto error = error_of(resolver, Cancel{}, Clock::now() + patience);
        REQUIRE(error);
        CHECK(error->failure() == Failure::lookup);
    }
}

TEST_CASE("what is no answer to the question is passed over") {
    const NameServer server([](const Question& question) {
        auto forged = answer_to(question, {address_record("127.0.0.7", 60)});
        forged[0] = static_cast<char>(forged[0] ^ 1); // another id
        return question.type == RecordType::a ? forged : std::string("no answer at all, but long enough");
    });
    Resolver resolver(server.address());
    const auto error = error_of(resolver, Cancel{}, Clock::now() + 50ms);
    REQUIRE(error);
    CHECK(error->failure() == Failure::lookup);
}

TEST_CASE("an answer is kept as long as it allows") {
    const NameServer server(both(300));
    Resolver resolver(server.address());
    const auto first = resolved(resolver, host);
    CHECK(server.questions() == 2); // one of each family
    CHECK(resolved(resolver, host) == first);
    CHECK(server.questions() == 2);
    CHECK(resolved(resolver, {host.host, 443}).front() == "127.0.0.7:443");
    CHECK(server.questions() == 4); // another endpoint
    resolver.forget(host);
    CHECK(resolved(resolver, host) == first);
    CHECK(server.questions() == 6);
}

TEST_CASE("an answer that may not be kept is not") {
    const NameServer server(both(0));
    Resolver resolver(server.address());
    resolved(resolver, host);
    resolved(resolver, host);
    CHECK(server.questions() == 4);
}

TEST_CASE("no more than a few answers are kept, and those that are not are asked for again") {
    const NameServer server(both(300));
    Resolver resolver(server.address());
    for (std::uint16_t port = 1; port <= 40; ++port) {
        resolved(resolver, {host.host, port});
    }
    CHECK(server.questions() == 80);
    resolved(resolver, {host.host, 1});
    CHECK(server.questions() == 80);
    resolved(resolver, {host.host, 40});
    CHECK(server.questions() == 82);
}

TEST_CASE("many threads may ask at once") {
    const NameServer server(both(300));
    Resolver resolver(server.address());
    std::vector<std::thread> threads;
    std::vector<std::size_t> counts(8);
    for (auto& count : counts) {
        threads.emplace_back([&] { count = resolved(resolver, host).size(); });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK(std::ranges::all_of(counts, [](auto count) { return count == 2; }));
}

TEST_CASE("no descriptor left: the look-up fails, and works again later") {
    const NameServer server(both(0));
    Resolver resolver(server.address());
    const Cancel never;
    const CancelWatch watch(never);
    Resolver other(server.address());
    resolved(other, host); // the server's thread has all the descriptors it needs
    {
        const test::NoMoreDescriptors none;
        try {
            resolver.resolve(host, Clock::now() + patience, watch);
            FAIL_CHECK("it was answered");
        } catch (const NetError& error) {
            CHECK(error.failure() == Failure::lookup);
        }
    }
    CHECK(resolved(resolver, host).size() == 2);
}
