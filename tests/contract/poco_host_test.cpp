// A host that uses POCO itself, with a default context of its own that trusts everybody: neither side's
// settings reach the other, and the host's connections work on when the plugin has gone.
#include "fake_host.hpp"
#include "simulator.hpp"

#include <doctest/doctest.h>

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/SSLManager.h>

#include <iterator>

using namespace contract;

namespace {

// The process's default context, as a careless host sets it, until the end of the test.
struct TrustingHost {
    TrustingHost() {
        Poco::Net::initializeSSL();
        Poco::Net::Context::Params params;
        params.verificationMode = Poco::Net::Context::VERIFY_NONE;
        Poco::Net::Context::Ptr context =
            new Poco::Net::Context(Poco::Net::Context::TLSV1_2_CLIENT_USE, params);
        Poco::Net::SSLManager::instance().initializeClient(nullptr, nullptr, context);
    }
    ~TrustingHost() { Poco::Net::uninitializeSSL(); }
    TrustingHost(const TrustingHost&) = delete;
    TrustingHost& operator=(const TrustingHost&) = delete;

    // The status of a GET with the default context: a certificate that nobody vouches for is no obstacle.
    static int get(const test::Simulator& simulator) {
        Poco::Net::HTTPSClientSession session("127.0.0.1", simulator.port());
        Poco::Net::HTTPRequest request("GET", "/v1/me", "HTTP/1.1");
        session.sendRequest(request);
        Poco::Net::HTTPResponse response;
        auto& body = session.receiveResponse(response);
        const std::string rest{std::istreambuf_iterator<char>(body), {}};
        return response.getStatus();
    }
};

// The health and cause that a device comes to with this CA.
std::string comes_to(test::Simulator& simulator, const std::string& ca_file) {
    Services services;
    Reports reports;
    services.put_secret("account/lobby/refresh_token", simulator.grant("demo"));
    const Library library(SPOTIFY_PLUGIN);
    const auto config = R"({"client_id":"demo-client","accounts_url":")" + simulator.accounts_url() +
                        R"(","api_url":")" + simulator.api_url() + R"(","ca_file":")" + ca_file + "\"}";
    dp_device_options options{};
    options.size = sizeof options;
    options.id = dp::borrow("lobby");
    options.config = dp::borrow(config);
    options.handle = reports.handle();
    options.callbacks = &reports.callbacks();
    dp_instance* instance = nullptr;
    dp_device* device = nullptr;
    REQUIRE(library.plugin().init(&services.host(), &instance, nullptr) == DP_OK);
    REQUIRE(library.plugin().create(instance, &options, &device, nullptr) == DP_OK);
    REQUIRE(library.plugin().start(device) == DP_OK);
    std::string seen;
    CHECK(reports.wait([&](const Reports& now) {
        const auto status = now.property("status");
        const auto text = now.property("status_text");
        const auto* word = std::get_if<std::string>(&status);
        const auto* sentence = std::get_if<std::string>(&text);
        if (word == nullptr || sentence == nullptr || (*word != "online" && *word != "offline")) {
            return false;
        }
        seen = *word + (sentence->find("certificate") != std::string::npos ? " certificate" : "");
        return true;
    }));
    library.plugin().deinit(instance);
    return seen;
}

} // namespace

TEST_CASE(
    "a host's own default context changes nothing for the plugin, nor the plugin anything for the host") {
    test::Simulator simulator;
    const TrustingHost host;
    const int before = host.get(simulator);
    CHECK(before == 401); // answered, whoever signed the certificate
    CHECK(comes_to(simulator, simulator.other_ca_file()) == "offline certificate");
    CHECK(host.get(simulator) == before); // after dlclose
    CHECK(comes_to(simulator, simulator.ca_file()) == "online");
    CHECK(host.get(simulator) == before);
}
