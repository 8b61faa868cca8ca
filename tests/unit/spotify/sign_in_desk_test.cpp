// The desk: links that can be redeemed once, the sentence for each thing that can go wrong, the loopback
// listener.
#include "auth/pkce.hpp"
#include "auth/sign_in_desk.hpp"
#include "fakes.hpp"

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <future>
#include <set>

using namespace fakes;
using spotify::Outcome;
using spotify::Result;
using spotify::Secret;
using namespace spotify::auth;
using spotify::net::Clock;
using spotify::net::Request;

namespace {

std::string parameter(const std::string& url, const std::string& name) {
    const auto at = url.find(name + "=");
    if (at == std::string::npos) {
        return {};
    }
    const auto begin = at + name.size() + 1;
    return url.substr(begin, url.find('&', begin) - begin);
}

struct Fixture {
    explicit Fixture(const char* redirect_uri = "http://127.0.0.1/callback", bool with_secret = false) {
        if (with_secret) {
            secrets.put("account/a/client_secret", Secret{"s3cret"});
        }
        desk = std::make_shared<SignInDesk>(
            SignInDeskSettings{"client", {}, "", parse_redirect_uri(redirect_uri)}, executors, loop, vault,
            keeper, borrowed(service), governor, deadlines);
        desk->prepare();
    }
    ~Fixture() { desk->finish(); }

    Outcome paste(const std::string& text) {
        Awaited awaited;
        desk->redeem(Secret{text}, awaited.completion());
        return awaited.outcome();
    }
    Outcome sign_out() {
        Awaited awaited;
        desk->sign_out(awaited.completion());
        return awaited.outcome();
    }
    // What the browser shows after somebody agreed on the page of `link`.
    std::string returned(const std::string& link, const std::string& code = "the-code") {
        return "http://127.0.0.1/callback?code=" + code + "&state=" + parameter(link, "state");
    }
    // Returns when it has begun, or could not.
    void listen(Awaited& awaited, spotify::net::TimePoint deadline) {
        desk->listen(++listening, deadline, awaited.completion());
        std::promise<void> begun; // behind the two tasks that it takes
        loop.post([&] { loop.post([&] { begun.set_value(); }); });
        begun.get_future().wait();
    }
    void stop_listening() { desk->stop_listening(listening); }
    std::string stored() { return secrets.text("account/a/refresh_token"); }

    spotify::net::Response next = answer(200, token("access-1", R"(,"refresh_token":"refresh-1")"));
    std::function<void()> on_request;
    spotify::net::Loop loop; // of the listener; all else is done at once
    Inline at_once;
    spotify::Executors executors{loop, at_once};
    Secrets secrets;
    State state;
    spotify::api::Governor governor;
    Service service{[this](const Request&) {
        if (on_request) {
            on_request();
        }
        return next;
    }};
    std::shared_ptr<spotify::Deadlines> deadlines =
        std::make_shared<spotify::Deadlines>(state, at_once, governor, "client");
    std::shared_ptr<TokenVault> vault = std::make_shared<TokenVault>("a", "client", secrets, state);
    std::shared_ptr<TokenKeeper> keeper = std::make_shared<TokenKeeper>(
        TokenKeeperSettings{"client", {}, ""}, executors, vault, borrowed(service), governor, deadlines);
    std::shared_ptr<SignInDesk> desk;
    std::uint64_t listening = 0; // the newest
};

bool says(const Outcome& outcome, const char* part) {
    return outcome.text.find(part) != std::string::npos;
}

// One HTTP request to a loopback port; the whole answer.
std::string fetch(std::uint16_t port, const std::string& request) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    REQUIRE(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::send(socket, request.data(), request.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(request.size()));
    std::string text;
    std::array<char, 1024> room{};
    for (ssize_t got = 0; (got = ::recv(socket, room.data(), room.size(), 0)) > 0;) {
        text.append(room.data(), static_cast<std::size_t>(got));
    }
    ::close(socket);
    return text;
}

std::string get(const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
}

// The port in the link of a desk that listens.
std::uint16_t port_in(const std::string& link) {
    const auto redirect = parameter(link, "redirect_uri"); // http%3A%2F%2F127.0.0.1%3APORT%2Fcallback
    const auto at = redirect.find("127.0.0.1%3A");
    REQUIRE(at != std::string::npos);
    return static_cast<std::uint16_t>(std::stoi(redirect.substr(at + 12)));
}

} // namespace

TEST_CASE("a sign-in: the code is redeemed with the link's own verifier, and stored before it is used") {
    Fixture fixture;
    const auto link = fixture.desk->url().get();
    CHECK(parameter(link, "code_challenge_method") == "S256");
    CHECK(fixture.paste(fixture.returned(link)).result == Result::ok);
    const auto request = fixture.service.requests().front();
    CHECK(parameter(request.body, "code") == "the-code");
    CHECK(parameter(request.body, "grant_type") == "authorization_code");
    CHECK(code_challenge(Secret{parameter(request.body, "code_verifier")}) ==
          parameter(link, "code_challenge"));
    CHECK(fixture.stored() == "refresh-1");
    // The keeper takes the access token that came with it: nothing more is asked.
    REQUIRE(fixture.keeper->begin_renewal(Clock::now()));
    fixture.keeper->renew();
    CHECK(fixture.keeper->access(Clock::now())->token.reveal() == "access-1");
    CHECK(fixture.service.requests().size() == 1);
    CHECK(fixture.keeper->consent()->consent_at_ms > 1'700'000'000'000);
}

TEST_CASE("with a client secret: Basic, no challenge and no verifier") {
    Fixture fixture("http://127.0.0.1/callback", true);
    const auto link = fixture.desk->url().get();
    CHECK(link.find("code_challenge") == std::string::npos);
    CHECK(fixture.paste(fixture.returned(link)).result == Result::ok);
    const auto request = fixture.service.requests().front();
    CHECK(request.body.find("code_verifier") == std::string::npos);
    CHECK(request.body.find("client_id") == std::string::npos);
}

TEST_CASE("an app that gets a secret gets another link, and the one before is void") {
    Fixture fixture;
    const auto before = fixture.desk->url().get();
    fixture.secrets.put("account/a/client_secret", Secret{"s3cret"});
    fixture.desk->prepare();
    CHECK(fixture.desk->url().get() != before);
    CHECK(fixture.paste(fixture.returned(before)).result == Result::bad_argument);
    CHECK(fixture.paste(fixture.returned(fixture.desk->url().get())).result == Result::ok);
}

TEST_CASE("the link stays as long as it was not used, and each is good once") {
    Fixture fixture;
    const auto link = fixture.desk->url().get();
    fixture.desk->prepare();
    CHECK(fixture.desk->url().get() == link);
    CHECK(fixture.paste(fixture.returned(link)).result == Result::ok);
    CHECK(fixture.desk->url().get() != link);
    const auto again = fixture.paste(fixture.returned(link));
    CHECK(again.result == Result::bad_argument);
    CHECK(says(again, "another sign-in link"));
    CHECK(fixture.service.requests().size() == 1);
}

TEST_CASE("a wrong state is refused, sends nothing, and leaves the link good") {
    Fixture fixture;
    const auto link = fixture.desk->url().get();
    CHECK(fixture.paste("http://127.0.0.1/callback?code=c&state=guess").result == Result::bad_argument);
    CHECK(fixture.paste("http://127.0.0.1/callback?code=c&state=").result == Result::bad_argument);
    CHECK(fixture.service.requests().empty());
    CHECK(fixture.paste(fixture.returned(link)).result == Result::ok);
}

TEST_CASE("a bare code is taken with the present link") {
    Fixture fixture;
    CHECK(fixture.paste("  bare-code\n").result == Result::ok);
    CHECK(parameter(fixture.service.requests().front().body, "code") == "bare-code");
}

TEST_CASE("each wrong thing has its own sentence") {
    std::set<std::string> sentences;
    const auto tell = [&](const Outcome& outcome) {
        CAPTURE(outcome.text);
        CHECK(outcome.result != Result::ok);
        CHECK(sentences.insert(outcome.text).second);
        return outcome;
    };
    Fixture fixture;
    tell(fixture.paste(""));
    tell(fixture.paste("http://127.0.0.1/callback"));
    tell(fixture.paste(fixture.desk->url().get()));
    tell(fixture.paste("http://127.0.0.1/callback?code=c&state=guess"));
    CHECK(says(tell(fixture.paste("http://127.0.0.1/callback?error=access_denied&state=" +
                                  parameter(fixture.desk->url().get(), "state"))),
               "declined"));
    const auto refused = [&](const char* error, const char* description) {
        fixture.next = answer(400, std::string{R"({"error":")"} + error + R"(","error_description":")" +
                                       description + "\"}");
        return tell(fixture.paste(fixture.returned(fixture.desk->url().get())));
    };
    CHECK(says(refused("invalid_grant", "Invalid authorization code"), "used already"));
    CHECK(says(refused("invalid_grant", "Authorization code expired"), "too old"));
    CHECK(says(refused("invalid_grant", "Invalid redirect URI"), "http://127.0.0.1/callback"));
    CHECK(says(refused("invalid_grant", "code_verifier was incorrect"), "another sign-in link"));
    CHECK(says(refused("invalid_client", "Invalid client"), "client_id"));
    refused("unsupported_grant_type", "grant_type must be authorization_code");
    fixture.next = answer(429, "", {{"retry-after", "60"}});
    CHECK(tell(fixture.paste(fixture.returned(fixture.desk->url().get()))).result == Result::rate_limited);
    Fixture confidential("http://127.0.0.1/callback", true);
    confidential.next = answer(400, R"({"error":"invalid_client"})");
    CHECK(says(tell(confidential.paste(confidential.returned(confidential.desk->url().get()))), "secret"));
    CHECK(fixture.stored().empty());
}

TEST_CASE("after passing trouble the same address may be pasted again") {
    Fixture fixture;
    const auto link = fixture.desk->url().get();
    for (const auto& trouble :
         {answer(500, "<html>"), answer(200, "oops"), answer(302), answer(400, R"({"error":"whatever"})")}) {
        fixture.next = trouble;
        CHECK(fixture.paste(fixture.returned(link)).result == Result::offline);
        CHECK(fixture.desk->url().get() == link);
    }
    fixture.on_request = [] { throw spotify::net::NetError(spotify::net::Failure::connect, "no way"); };
    CHECK(fixture.paste(fixture.returned(link)).result == Result::offline);
    fixture.on_request = {};
    fixture.next = answer(200, token("access-1", R"(,"refresh_token":"refresh-1")"));
    CHECK(fixture.paste(fixture.returned(link)).result == Result::ok);
}

TEST_CASE(
    "an answer that is not a whole sign-in is none: nothing is stored, and the link may be opened again") {
    for (const char* body : {R"({"refresh_token":"refresh-1"})", R"({"access_token":"access-1"})", "{}"}) {
        CAPTURE(body);
        Fixture fixture;
        fixture.secrets.put("account/a/refresh_token", Secret{"before"});
        const auto link = fixture.desk->url().get();
        fixture.next = answer(200, body);
        const auto outcome = fixture.paste(fixture.returned(link, "used-up"));
        CHECK(outcome.result == Result::offline);
        CHECK(says(outcome, "open the sign-in link again"));
        CHECK_FALSE(says(outcome, "same address"));
        CHECK(fixture.stored() == "before");
        CHECK_FALSE(fixture.secrets.get("account/a/access_token"));
        CHECK(fixture.desk->url().get() == link);
        fixture.next = answer(200, token("access-1", R"(,"refresh_token":"refresh-1")"));
        CHECK(fixture.paste(fixture.returned(link, "another")).result == Result::ok);
    }
}

TEST_CASE("a client secret is sent trimmed, and one that cannot be one is not sent") {
    Fixture fixture("http://127.0.0.1/callback", true);
    fixture.secrets.put("account/a/client_secret", Secret{"s3 cret"});
    const auto link = fixture.desk->url().get();
    const auto outcome = fixture.paste(fixture.returned(link));
    CHECK(outcome.result == Result::forbidden);
    CHECK(says(outcome, "account/a/client_secret"));
    CHECK(fixture.service.requests().empty());
    fixture.secrets.put("account/a/client_secret", Secret{"\xEF\xBB\xBFs3cret\r\n"});
    CHECK(fixture.paste(fixture.returned(link)).result == Result::ok); // the code is good still
    const auto headers = fixture.service.requests().front().headers;
    CHECK(std::ranges::find(headers, spotify::net::Header{"Authorization", "Basic Y2xpZW50OnMzY3JldA=="}) !=
          headers.end());
}

TEST_CASE("no code is sent while the sign-in service asked to wait") {
    Fixture fixture;
    fixture.deadlines->refused(spotify::api::Service::accounts, answer(429, "", {{"retry-after", "600"}}),
                               spotify::net::Clock::now());
    CHECK(fixture.paste(fixture.returned(fixture.desk->url().get())).result == Result::rate_limited);
    CHECK(fixture.service.requests().empty());
}

TEST_CASE("a sign-in that cannot be stored says so, and the one before stays") {
    Fixture fixture;
    fixture.secrets.put("account/a/refresh_token", Secret{"before"});
    fixture.secrets.break_down(true);
    const auto outcome = fixture.paste(fixture.returned(fixture.desk->url().get()));
    CHECK(outcome.result == Result::storage);
    CHECK(fixture.stored() == "before");
}

TEST_CASE("signing out wipes the account's tokens and dates and leaves the app's secret") {
    Fixture fixture("http://127.0.0.1/callback", true);
    REQUIRE(fixture.paste(fixture.returned(fixture.desk->url().get())).result == Result::ok);
    REQUIRE(fixture.keeper->begin_renewal(Clock::now()));
    fixture.keeper->renew();
    REQUIRE(fixture.keeper->access(Clock::now()));
    const auto link = fixture.desk->url().get();
    CHECK(fixture.sign_out().result == Result::ok);
    CHECK_FALSE(fixture.keeper->access(Clock::now()));
    CHECK(fixture.keeper->sign_in().state == SignIn::State::missing);
    CHECK_FALSE(fixture.keeper->consent());
    CHECK_FALSE(fixture.secrets.get("account/a/refresh_token"));
    CHECK_FALSE(fixture.secrets.get("account/a/access_token"));
    CHECK(fixture.secrets.get("account/a/client_secret"));
    CHECK_FALSE(fixture.state.get("account/a/consent_dates"));
    CHECK(fixture.desk->url().get() != link);
}

TEST_CASE("a renewal that was under way when somebody signed out brings nothing back") {
    Fixture fixture;
    REQUIRE(fixture.paste(fixture.returned(fixture.desk->url().get())).result == Result::ok);
    fixture.secrets.remove("account/a/access_token");
    fixture.next = answer(200, token("access-2", R"(,"refresh_token":"refresh-2")"));
    // The store's lock would keep the two apart; here it does not, which is the worst that a host may do.
    fixture.on_request = [&] { fixture.keeper->sign_out([](const auto&) {}); };
    REQUIRE(fixture.keeper->begin_renewal(Clock::now()));
    fixture.keeper->renew();
    CHECK_FALSE(fixture.keeper->access(Clock::now()));
    CHECK(fixture.stored().empty());
    CHECK_FALSE(fixture.secrets.get("account/a/refresh_token_before"));
}

TEST_CASE("the listener takes what the browser brings, once, and shows how it went") {
    Fixture fixture;
    Awaited awaited;
    fixture.listen(awaited, Clock::now() + 60s);
    const auto link = fixture.desk->url().get();
    const auto port = port_in(link);
    CHECK(fetch(port, get("/favicon.ico")).starts_with("HTTP/1.1 404"));
    CHECK(fetch(port, get("/callback")).starts_with("HTTP/1.1 404"));
    CHECK(fetch(port, "POST /callback?code=c&state=" + parameter(link, "state") + " HTTP/1.1\r\n\r\n")
              .starts_with("HTTP/1.1 404"));
    CHECK(fetch(port, get("/callback?code=c&state=guess")).find("another sign-in link") != std::string::npos);
    CHECK(awaited.times() == 0);
    const auto page = fetch(port, get("/callback?code=the-code&state=" + parameter(link, "state")));
    CHECK(page.starts_with("HTTP/1.1 200"));
    CHECK(page.find("It worked") != std::string::npos);
    CHECK(page.find("the-code") == std::string::npos);
    CHECK(awaited.result() == Result::ok);
    CHECK(fixture.stored() == "refresh-1");
    // The redirect URI of the exchange is that of the link, port and all.
    CHECK(parameter(fixture.service.requests().front().body, "redirect_uri") ==
          parameter(link, "redirect_uri"));
}

TEST_CASE("a browser that opens a connection and says nothing does not keep the next one waiting") {
    Fixture fixture;
    Awaited awaited;
    fixture.listen(awaited, Clock::now() + 60s);
    const auto port = port_in(fixture.desk->url().get());
    std::vector<int> silent;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    for (int i = 0; i < 3; ++i) {
        silent.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        REQUIRE(::connect(silent.back(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    }
    CHECK(fetch(port, get("/callback?code=c&state=" + parameter(fixture.desk->url().get(), "state")))
              .starts_with("HTTP/1.1 200"));
    CHECK(awaited.result() == Result::ok);
    for (const int socket : silent) {
        ::close(socket);
    }
}

TEST_CASE("a refusal that the browser brings is told on its page and by the outcome") {
    Fixture fixture;
    Awaited awaited;
    fixture.listen(awaited, Clock::now() + 60s);
    const auto link = fixture.desk->url().get();
    const auto page =
        fetch(port_in(link), get("/callback?error=access_denied&state=" + parameter(link, "state")));
    CHECK(page.find("declined") != std::string::npos);
    CHECK(awaited.result() == Result::forbidden);
}

TEST_CASE("listening ends: by its deadline, by a newer wait, by being told to, and with the desk") {
    Fixture fixture;
    Awaited late;
    fixture.listen(late, Clock::now());
    CHECK(late.result() == Result::timeout);
    Awaited first;
    fixture.listen(first, Clock::now() + 60s);
    Awaited second;
    fixture.listen(second, Clock::now() + 60s);
    CHECK(first.result() == Result::canceled);
    fixture.stop_listening();
    CHECK(second.result() == Result::canceled);
    Awaited third;
    fixture.listen(third, Clock::now() + 60s);
    fixture.desk->finish();
    CHECK(third.result() == Result::canceled);
    CHECK(fixture.paste("code").result == Result::canceled); // nothing after the last call
}

TEST_CASE("a port that is taken, and a redirect URI elsewhere, are said at once") {
    Fixture fixture;
    Awaited waits;
    fixture.listen(waits, Clock::now() + 60s);
    const auto taken = "http://127.0.0.1:" + std::to_string(port_in(fixture.desk->url().get())) + "/callback";
    Fixture second(taken.c_str());
    Awaited refused;
    second.listen(refused, Clock::now() + 60s);
    CHECK(refused.result() == Result::busy);
    Fixture elsewhere("https://panel.example.org/callback");
    Awaited unsupported;
    elsewhere.listen(unsupported, Clock::now() + 60s);
    CHECK(unsupported.result() == Result::unsupported);
    fixture.stop_listening();
    CHECK(waits.result() == Result::canceled);
}

TEST_CASE("a link that was opened before the wait began can still be pasted") {
    Fixture fixture;
    const auto opened = fixture.desk->url().get();
    Awaited awaited;
    fixture.listen(awaited, Clock::now() + 60s);
    CHECK(fixture.desk->url().get() != opened);
    CHECK(fixture.paste(fixture.returned(opened)).result == Result::ok);
    CHECK(parameter(fixture.service.requests().front().body, "redirect_uri") ==
          parameter(opened, "redirect_uri"));
    fixture.stop_listening();
    CHECK(awaited.result() == Result::canceled);
}
