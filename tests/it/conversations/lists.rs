//! Lists of tags.

conversations! {
    acr_list: "acr-list.txt",
    dependabot_15650_large_page_times_out: "dependabot-15650-large-page-times-out.txt",
    distribution_2_list: "distribution-2-list.txt",
    distribution_refuses_the_number: "distribution-refuses-the-number.txt",
    docker_hub_list: "docker-hub-list.txt",
    ecr_list: "ecr-list.txt",
    gcr_list: "gcr-list.txt",
    ggcr_1091_refuses_a_thousand: "ggcr-1091-refuses-a-thousand.txt",
    ggcr_2332_link_to_another_host: "ggcr-2332-link-to-another-host.txt",
    ghcr_list: "ghcr-list.txt",
    lscr_list: "lscr-list.txt",
    nexus_1011_link_does_not_work: "nexus-1011-link-does-not-work.txt",
    quay_list: "quay-list.txt",
    renovate_20745_link_of_a_virtual_repository: "renovate-20745-link-of-a-virtual-repository.txt",
    skopeo_1230_no_list_of_what_is_not_there: "skopeo-1230-no-list-of-what-is-not-there.txt",
    skopeo_2346_tags_like_digests: "skopeo-2346-tags-like-digests.txt",
    skopeo_2409_tags_are_null: "skopeo-2409-tags-are-null.txt",
    skopeo_726_list_is_not_permitted: "skopeo-726-list-is-not-permitted.txt",
    zot_list_of_which_a_tag_is_deleted: "zot-list-of-which-a-tag-is-deleted.txt",
}
