#include "net/transaction_log.hpp"

#include "base/wall_clock.hpp"
#include "net/error.hpp"

#include <tuple>

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

net::Response TransactionLog::exchange(const net::Destination& destination, const net::Request& request,
                                       net::TimePoint deadline, const net::Cancel& cancel) {
    Transaction done;
    done.at_ms = epoch_ms_now();
    done.method = request.method;
    done.path = request.target.substr(0, request.target.find('?'));
    const auto began = net::Clock::now();
    const auto finish = [&] {
        done.took_ms =
            std::chrono::duration_cast<std::chrono::milliseconds>(net::Clock::now() - began).count();
        add(std::move(done));
    };
    try {
        auto response = behind_.exchange(destination, request, deadline, cancel);
        done.status = response.status;
        finish();
        return response;
    } catch (const net::NetError& error) {
        done.failure = word(error.failure());
        finish();
        throw;
    }
}

void TransactionLog::add(Transaction transaction) {
    const std::lock_guard lock(mutex_);
    transaction.last_at_ms = transaction.at_ms;
    const auto kind = [](const Transaction& one) {
        return std::tie(one.method, one.path, one.status, one.failure);
    };
    if (!last_.empty() && kind(last_.back()) == kind(transaction)) {
        ++last_.back().times;
        last_.back().took_ms = transaction.took_ms;
        last_.back().last_at_ms = transaction.at_ms;
        return;
    }
    last_.push_back(std::move(transaction));
    if (last_.size() > most) {
        last_.erase(last_.begin());
    }
}

std::vector<Transaction> TransactionLog::last() const {
    const std::lock_guard lock(mutex_);
    return last_;
}

} // namespace spotify
