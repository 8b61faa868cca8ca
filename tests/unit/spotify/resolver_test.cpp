#include "name_server.hpp"
#include "net/error.hpp"
#include "net/resolver.hpp"
#include "no_more_descriptors.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <future>
#include <memory>
#include <optional>

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

// A resolver with its loop, for a thread that waits.
struct Asking {
    explicit Asking(const NameServer& server)
        : Asking(server.address()) {}
    explicit Asking(const std::string& server)
        : resolver(loop, server) {}
    ~Asking() { loop.stop(); }
    Asking(const Asking&) = delete;
    Asking& operator=(const Asking&) = delete;

    std::variant<Addresses, NetError> ask(const Endpoint& endpoint = host) {
        std::promise<std::variant<Addresses, NetError>> answered;
        Resolver::Wait wait;
        loop.post([&] {
            wait = resolver.resolve(endpoint, [&](const auto& result) { answered.set_value(result); });
        });
        auto result = answered.get_future().get();
        on_loop([&] { wait = {}; });
        return result;
    }
    Addresses addresses(const Endpoint& endpoint = host) { return std::get<Addresses>(ask(endpoint)); }
    std::vector<std::string> resolved(const Endpoint& endpoint = host) {
        std::vector<std::string> texts;
        for (const auto& address : addresses(endpoint)) {
            texts.push_back(address.toString());
        }
        std::ranges::sort(texts); // which comes first depends on the machine's routes
        return texts;
    }
    std::optional<NetError> error() {
        const auto result = ask();
        const auto* error = std::get_if<NetError>(&result);
        return error != nullptr ? std::optional{*error} : std::nullopt;
    }
    void on_loop(const std::function<void()>& task) {
        std::promise<void> done;
        loop.post([&] {
            task();
            done.set_value();
        });
        done.get_future().wait();
    }

    Loop loop;
    Resolver resolver;
};

// What a look-up comes to that may take so long.
std::variant<Found, NetError> looked_up(const NameServer& server, std::chrono::milliseconds limit) {
    const LookupLibrary library;
    Loop loop;
    std::unique_ptr<Lookup> lookup;
    std::promise<std::variant<Found, NetError>> answered;
    loop.post([&] {
        lookup = std::make_unique<Lookup>(loop, host, server.address(), Clock::now() + limit,
                                          [&](auto result) { answered.set_value(std::move(result)); });
    });
    auto result = answered.get_future().get();
    loop.stop();
    return result;
}

} // namespace

TEST_CASE("a literal is answered without asking anybody") {
    const NameServer server(silence);
    Asking asking(server);
    CHECK(asking.resolved({"127.0.0.1", 8443}) == std::vector<std::string>{"127.0.0.1:8443"});
    CHECK(asking.resolved({"::1", 443}) == std::vector<std::string>{"[::1]:443"});
    CHECK(server.questions() == 0);
}

TEST_CASE("/etc/hosts is asked first") {
    const NameServer server(silence);
    Asking asking(server);
    const auto addresses = asking.resolved({"localhost", 443});
    CHECK(std::ranges::find(addresses, "127.0.0.1:443") != addresses.end());
    CHECK(server.questions() == 0);
}

TEST_CASE("a name has IPv4 and IPv6 addresses") {
    const NameServer server(both(0));
    Asking asking(server);
    CHECK(asking.resolved() == std::vector<std::string>{"127.0.0.7:8443", "[::1]:8443"});
}

TEST_CASE("a name of one family only has its addresses too") {
    const NameServer server([](const Question& question) {
        return question.type == RecordType::aaaa
                   ? answer_to(question, {})
                   : answer_to(question, {address_record("127.0.0.7", 0), address_record("127.0.0.8", 0)});
    });
    Asking asking(server);
    CHECK(asking.resolved() == std::vector<std::string>{"127.0.0.7:8443", "127.0.0.8:8443"});
}

TEST_CASE("a name that does not exist is said so, and nothing is appended to it") {
    std::vector<std::string> names; // written by the server's thread, read when it has ended
    {
        const NameServer server([&names](const Question& question) {
            names.push_back(question.name);
            return answer_to(question, {}, 3);
        });
        Asking asking(server);
        const auto error = asking.error();
        REQUIRE(error);
        CHECK(error->failure() == Failure::lookup);
        CHECK(std::string{error->what()} == "the name api.music.test is not known");
        CHECK_FALSE(error->sent());
    }
    CHECK_FALSE(names.empty());
    CHECK(std::ranges::all_of(names, [](const auto& name) { return name == host.host; }));
}

TEST_CASE("a name server that never answers: the deadline ends the look-up") {
    const NameServer server(silence);
    const auto result = looked_up(server, 50ms);
    const auto* error = std::get_if<NetError>(&result);
    REQUIRE(error != nullptr);
    CHECK(error->failure() == Failure::lookup);
    CHECK(std::string{error->what()} == "the name api.music.test could not be looked up in time");
    CHECK(server.wait_for_questions(1));
}

TEST_CASE("a wait that is ended hears nothing, and with the last one the look-up ends") {
    const NameServer server(silence);
    Asking asking(server);
    Resolver::Wait first;
    Resolver::Wait second;
    const auto owned = std::make_shared<int>(7);
    asking.on_loop([&] {
        first = asking.resolver.resolve(host, [owned](const auto&) {});
        second = asking.resolver.resolve(host, [owned](const auto&) {});
    });
    CHECK(server.wait_for_questions(2)); // one of each family, for both
    asking.on_loop([&] { first = {}; });
    CHECK(owned.use_count() == 2);
    asking.on_loop([&] { second = {}; });
    CHECK(owned.use_count() == 1);
    asking.on_loop([&] { second = asking.resolver.resolve(host, [owned](const auto&) {}); });
    CHECK(server.wait_for_questions(4)); // asked anew
    asking.on_loop([&] { second = {}; });
}

TEST_CASE("the address that answered comes first, as long as it is one of the name's") {
    const NameServer server([](const Question& question) {
        return question.type == RecordType::aaaa
                   ? answer_to(question, {})
                   : answer_to(question, {address_record("127.0.0.7", 300), address_record("127.0.0.8", 300),
                                          address_record("127.0.0.9", 300)});
    });
    Asking asking(server);
    const auto before = asking.addresses();
    asking.on_loop([&] { asking.resolver.prefer(host, before.at(2)); });
    CHECK(asking.addresses().at(0) == before.at(2));
    asking.on_loop([&] { asking.resolver.forget(host); });
    CHECK(asking.addresses().at(0) == before.at(0));
}

TEST_CASE("nobody at the name server's address is a failed look-up") {
    std::string nobody;
    {
        const NameServer server(silence);
        nobody = server.address();
    }
    Asking asking(nobody);
    const auto error = asking.error();
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
        Asking asking(server);
        const auto error = asking.error();
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
    const auto result = looked_up(server, 50ms);
    const auto* error = std::get_if<NetError>(&result);
    REQUIRE(error != nullptr);
    CHECK(error->failure() == Failure::lookup);
}

TEST_CASE("an answer is kept as long as it allows") {
    const NameServer server(both(300));
    Asking asking(server);
    const auto first = asking.resolved();
    CHECK(server.questions() == 2); // one of each family
    CHECK(asking.resolved() == first);
    CHECK(server.questions() == 2);
    CHECK(asking.resolved({host.host, 443}).front() == "127.0.0.7:443");
    CHECK(server.questions() == 4); // another endpoint
    asking.on_loop([&] { asking.resolver.forget(host); });
    CHECK(asking.resolved() == first);
    CHECK(server.questions() == 6);
}

TEST_CASE("an answer that may not be kept is not") {
    const NameServer server(both(0));
    Asking asking(server);
    asking.resolved();
    asking.resolved();
    CHECK(server.questions() == 4);
}

TEST_CASE("many may ask at once, and are answered by one look-up") {
    const NameServer server(both(300));
    Asking asking(server);
    std::vector<Resolver::Wait> waits;
    std::size_t answered = 0;
    std::promise<void> all;
    asking.on_loop([&] {
        for (int i = 0; i < 100; ++i) {
            waits.push_back(asking.resolver.resolve(host, [&](const auto& result) {
                answered += std::get<Addresses>(result).size() == 2 ? 1U : 0U;
                if (answered == 100) {
                    all.set_value();
                }
            }));
        }
    });
    CHECK(all.get_future().wait_for(patience) == std::future_status::ready);
    CHECK(server.questions() == 2);
    asking.on_loop([&] { waits.clear(); });
}

TEST_CASE("no descriptor left: the look-up fails, and works again later") {
    const NameServer server(both(0));
    Asking asking(server);
    asking.resolved(); // the server's thread and the loop have all the descriptors they need
    {
        const test::NoMoreDescriptors none;
        const auto error = asking.error();
        REQUIRE(error);
        CHECK(error->failure() == Failure::lookup);
    }
    CHECK(asking.resolved().size() == 2);
}
