-garage = { $form ->
   *[one] detailer
    [title] Detailer
}
job-description = What we’re doing
unknown-host = Unable to find your garage. Please check the URL.
