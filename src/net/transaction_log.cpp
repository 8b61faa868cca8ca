#include "net/transaction_log.hpp"

#include "base/wall_clock.hpp"
#include "net/error.hpp"

#include <tuple>
#include <utility>

namespace spotify {

namespace {

const char* word(net::Failure failure) {
    switch (failure) {
    case net::Failure::canceled:
        return "canceled";
    case net::Failure::timeout:
        return "timeout";
    case net::Failure::lookup:
        return "lookup";
    case net::Failure::connect:
        return "connect";
    case net::Failure::certificate:
        return "certificate";
    case net::Failure::tls:
        return "tls";
    case net::Failure::closed:
        return "closed";
    case net::Failure::malformed:
        return "malformed";
    case net::Failure::too_large:
        return "too_large";
    case net::Failure::withheld:
        return "withheld";
    case net::Failure::invalid:
        return "invalid";
    }
    return "unknown";
}

} // namespace

net::Transport::Ticket TransactionLog::begin(const net::Destination& destination, net::Request request,
                                             net::TimePoint deadline, Done done) {
    Transaction begun;
    begun.at_ms = epoch_ms_now();
    begun.method = request.method;
    begun.path = request.target.substr(0, request.target.find('?'));
    const auto began = net::Clock::now();
    return behind_.begin(
        destination, std::move(request), deadline,
        [entries = entries_, begun = std::move(begun), began, done = std::move(done)](net::Result result) {
            auto ended = begun;
            ended.took_ms =
                std::chrono::duration_cast<std::chrono::milliseconds>(net::Clock::now() - began).count();
            if (const auto* response = std::get_if<net::Response>(&result)) {
                ended.status = response->status;
            } else {
                ended.failure = word(std::get<net::NetError>(result).failure());
            }
            entries->add(std::move(ended));
            done(std::move(result));
        });
}

void TransactionLog::Entries::add(Transaction transaction) {
    const std::lock_guard lock(mutex);
    transaction.last_at_ms = transaction.at_ms;
    const auto kind = [](const Transaction& one) {
        return std::tie(one.method, one.path, one.status, one.failure);
    };
    if (!last.empty() && kind(last.back()) == kind(transaction)) {
        ++last.back().times;
        last.back().took_ms = transaction.took_ms;
        last.back().last_at_ms = transaction.at_ms;
        return;
    }
    last.push_back(std::move(transaction));
    if (last.size() > most) {
        last.erase(last.begin());
    }
}

std::vector<Transaction> TransactionLog::last() const {
    const std::lock_guard lock(entries_->mutex);
    return entries_->last;
}

} // namespace spotify
